"""What keys do, and where, in the words of the screen."""

from PySide6.QtCore import QCoreApplication

from desktop_app.qt.key_map import KeyCommand
from desktop_app.qt.place import Place


def command_words() -> dict[str, str]:
    """By the names of commands."""
    tr = QCoreApplication.translate
    return {
        "go_home": tr("keys", "Go to My work"),
        "go_new_case": tr("keys", "Go to New case"),
        "go_queue": tr("keys", "Go to the review queue"),
        "go_approved": tr("keys", "Go to Approved"),
        "go_audit": tr("keys", "Go to Audit"),
        "go_settings": tr("keys", "Go to Settings"),
        "find": tr("keys", "Find a case or run a command"),
        "keys": tr("keys", "Keys on this screen"),
        "notices": tr("keys", "Notices"),
        "next_region": tr("keys", "Next region"),
        "region_before": tr("keys", "Previous region"),
        "lock": tr("keys", "Lock now"),
        "down": tr("keys", "Next row"),
        "up": tr("keys", "Previous row"),
        "filter": tr("keys", "Filter the list"),
        "assign": tr("keys", "Assign the case"),
        "snooze": tr("keys", "Put the case off"),
        "workload": tr("keys", "Show who has how much"),
        "new_case": tr("keys", "New case"),
        "go_on": tr("keys", "Continue where you were"),
        "continue": tr("keys", "Continue"),
        "back": tr("keys", "Back"),
        "add_document": tr("keys", "Add a document"),
        "stop": tr("keys", "Stop drafting"),
        "redo": tr("keys", "Redo section"),
        "instruct": tr("keys", "Give an instruction"),
        "assemble": tr("keys", "Use the assembled draft, where a model is late"),
        "version_before": tr("keys", "Back one version"),
        "next_finding": tr("keys", "Next finding"),
        "finding_before": tr("keys", "Previous finding"),
        "send": tr("keys", "Send for review"),
        "accept": tr("keys", "Accept the change"),
        "reject": tr("keys", "Reject the change"),
        "undo": tr("keys", "Undo what was decided about the change"),
        "comment": tr("keys", "Comment on the change or the section"),
        "approve_section": tr("keys", "Approve the section"),
        "return": tr("keys", "Return to the analyst"),
        "escalate": tr("keys", "Escalate"),
        "view_all_changes": tr("keys", "Show all changes"),
        "view_model_draft": tr("keys", "Show the model's draft"),
        "view_analyst": tr("keys", "Show the analyst's text"),
        "view_clean": tr("keys", "Show the text without marks"),
        "view_writers": tr("keys", "Show who wrote it"),
        "next_citation": tr("keys", "Next source"),
        "citation_before": tr("keys", "Previous source"),
        "next_panel": tr("keys", "Next panel, where the window is narrow"),
        "panel_before": tr("keys", "Previous panel, where the window is narrow"),
        "sign": tr("keys", "Approve and sign"),
        "verify": tr("keys", "Verify the record"),
        "find_text": tr("keys", "Find in the text"),
        "replace_text": tr("keys", "Find and replace"),
        "next_match": tr("keys", "Next match"),
        "match_before": tr("keys", "Previous match"),
        "comment_words": tr("keys", "Comment on the words at the caret"),
        "next_comment": tr("keys", "Next comment"),
        "comment_before": tr("keys", "Previous comment"),
        "bold": tr("keys", "Bold"),
        "bullets": tr("keys", "Bulleted list"),
        "numbers": tr("keys", "Numbered list"),
        "heading": tr("keys", "Heading"),
        "table": tr("keys", "Table"),
    }


def place_words(command: KeyCommand) -> str:
    """Where a command can be used."""
    tr = QCoreApplication.translate
    names = {
        Place.HOME: tr("keys", "My work"),
        Place.QUEUE: tr("keys", "Review queue"),
        Place.AUDIT: tr("keys", "Audit"),
        Place.PRACTICE: tr("keys", "Practice"),
        Place.BATCH: tr("keys", "Batch"),
        Place.FORM: tr("keys", "Form"),
        Place.DRAFT: tr("keys", "Draft"),
        Place.REVIEW: tr("keys", "Review"),
    }
    told = [words for place, words in names.items() if place in command.places]
    return ", ".join(told) or tr("keys", "Everywhere")
