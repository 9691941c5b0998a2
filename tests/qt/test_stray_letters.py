"""What is typed on in one go after a letter that led to another page is no text there."""

from desktop_app.qt.stray_letters import LED_S, PAUSE_S, StrayLetters


class Hand:
    """Presses keys at times of its own."""

    def __init__(self) -> None:
        self.time = 100.0
        self.letters = StrayLetters(lambda: self.time)

    def is_led(self, after: float = 0.01) -> None:
        self.letters.letter_pressed()
        self.time += after
        self.letters.page_shown()

    def presses(self, after: float) -> bool:
        self.time += after
        return self.letters.is_stray()


def test_what_is_typed_in_one_go_is_stray_however_long_it_is() -> None:
    hand = Hand()
    hand.is_led()
    assert all(hand.presses(PAUSE_S / 2) for _ in range(40))


def test_after_a_rest_it_is_text_again() -> None:
    hand = Hand()
    hand.is_led()
    assert hand.presses(0.1)
    assert not hand.presses(PAUSE_S)
    assert not hand.presses(0.01)


def test_a_page_that_no_letter_led_to_takes_every_letter() -> None:
    hand = Hand()
    assert not hand.presses(0.1)
    hand.is_led(after=LED_S + 0.1)
    assert not hand.presses(0.01)


def test_a_page_that_another_key_led_to_after_a_letter_takes_every_letter() -> None:
    hand = Hand()
    hand.letters.letter_pressed()
    hand.letters.pressed()
    hand.letters.page_shown()
    assert not hand.presses(0.01)
