"""Names of properties as people would read them."""

import re

from desktop_app.domain.imports.word_set import word_set

_INITIALS = word_set(
    "ach afsc api apo aws bic bmi ceo cfo cfr coe cpu css csv dba dea dns dob dod dvd ecg edi ehr ein eu faq fda "
    "fein fpo ftp gdp gdpr gps gpu guid hiv hmo hmrc hr html http https iban icd icn id ids imei ip ips irs isbn "
    "iso issn jpeg jpg json jwt kyc lei llc mri mrn nato nda nhs nino npi oauth os otp pdf png poa po ptsd qa qr "
    "ram rfc rfid rn rss saml sdk sku sla sms smtp sql ssh ssi ssl ssn sso svg tcp tin tls tv udp ui uid uk ukprn "
    "un unhcr uri uris url urls usa usb usd utc uuid va vat vin vpn xls xlsx xml xsd yaml zip"
)
"""Words that are written in capital letters; none that is also a word of everyday English."""

_BESIDE_US = word_set("about contact follow give help join let show tell to told with for between")
_JOINING = word_set("and or of in to for by at")
_BREAKS = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z](?:[a-z]{2}|[a-rt-z][A-Z]))|(?<=[a-z]{3})(?=[0-9])|[_\-\s:./]+"
)


def humanised(key: str) -> str:
    """A property's name as words: `veteranFullName` is “Veteran full name”, `vaFileNumber` is “VA file number”."""
    key = re.sub(r"^[a-z](?=[A-Z]{2})", lambda m: m[0].upper(), key)
    words = _BREAKS.sub(" ", key).split()
    shouted = key.isupper() and len(words) > 1
    spoken = [_word(word, words[at - 1].lower() if at else "", shouted=shouted) for at, word in enumerate(words)]
    plain = " ".join(spoken)
    return plain[:1].upper() + plain[1:] or key


def _word(word: str, before: str, *, shouted: bool) -> str:
    """One word; `us` is the country where no one is told something."""
    low = word.lower()
    if low in _INITIALS or (low == "us" and before not in _BESIDE_US):
        return f"{word[:-1].upper()}s" if low in ("ids", "ips", "uris", "urls") else word.upper()
    return word if word.isupper() and len(word) > 1 and not shouted and low not in _JOINING else low
