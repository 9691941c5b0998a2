"""Signatures: what they cover, and the key that makes them."""

from dataclasses import replace

from desktop_app.domain.audit import EventType
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.person import Acting, Actor, Profile
from desktop_app.domain.person_key import PersonKey
from desktop_app.domain.signature import Manifest, Signature, SignedSection
from desktop_app.services.enrolling import require_passphrase
from desktop_app.services.ports import Keys
from desktop_app.services.recording import Recording, Scribe


class Signing:
    """Signs decisions with the key of the person who decides."""

    def __init__(self, recording: Recording, keys: Keys) -> None:
        self._recording, self._keys = recording, keys

    async def ready(self, acting: Acting, passphrase: str) -> Profile:
        """The profile with a signing key that this passphrase opens; the first signature makes the key.

        Raises Locked where the passphrase is wrong, Refused where it was wrong too often lately or the key has ended,
        UsageError where it is too short to make a key.
        """
        await self._recording.require_unlocked(acting.person.person_id)
        await self._recording.require_key(acting.profile.profile_id)
        profile = await self._recording.kept_profile(acting.profile)
        if profile.sealed_key is not None and profile.salt is not None:
            self._keys.sign(profile.sealed_key, profile.salt, passphrase, b"countersign: is this the passphrase?")
            return profile
        require_passphrase(passphrase)
        public_key, sealed, salt = self._keys.make(passphrase)
        made = replace(profile, public_key=public_key, sealed_key=sealed, salt=salt)
        actor = Actor(acting.person.person_id, None, acting.auth)
        scribe = self._recording.begin(actor, command_id=f"{profile.profile_id}:{EventType.KEY_MADE}")
        scribe.put(made, PersonKey(public_key.hex(), acting.person.person_id, made.profile_id, scribe.now))
        scribe.tell(EventType.KEY_MADE, profile=profile.profile_id, key=public_key.hex())
        receipt = await self._recording.write(scribe)
        return made if receipt.applied else await self.ready(acting, passphrase)  # another signature made it meanwhile

    def sign(
        self,
        scribe: Scribe,
        facts: CaseFacts,
        sections: tuple[str, ...],
        *,
        gate: str,
        meaning: str,
        name: str,
        behalf: str = "",
        actor: Actor,
        profile: Profile,
        passphrase: str,
    ) -> None:
        """Sign these sections as they are now, with the answers and documents they stand on, as part of an entry.

        `behalf` is the name of the person for whom a delegate signs.
        """
        manifest = _manifest(facts, sections, gate, meaning, (name, behalf), actor, scribe)
        kept = scribe.keep(manifest.dump())
        public_key, signature = self.sign_bytes(profile, passphrase, kept.body)
        scribe.put(Signature(scribe.command_id, facts.case_id, public_key, kept, signature))
        scribe.tell(
            EventType.SIGNATURE_MADE,
            refs={"manifest": kept},
            decision=scribe.command_id,
            key=public_key.hex(),
            sections=len(sections),
        )

    def sign_bytes(self, profile: Profile, passphrase: str, message: bytes) -> tuple[bytes, bytes]:
        """The public key of a profile that is ready, and its signature of a message."""
        if profile.sealed_key is None or profile.salt is None or profile.public_key is None:
            raise ValueError("the profile has no key")
        return profile.public_key, self._keys.sign(profile.sealed_key, profile.salt, passphrase, message)


def _manifest(
    facts: CaseFacts,
    sections: tuple[str, ...],
    gate: str,
    meaning: str,
    names: tuple[str, str],
    actor: Actor,
    scribe: Scribe,
) -> Manifest:
    record = facts.record
    return Manifest(
        case_id=facts.case_id,
        pack_digest=record.file.pack_digest,
        gate=gate,
        meaning=meaning,
        name=names[0],
        behalf=names[1],
        role=actor.role.value if actor.role else "",
        at=scribe.now,
        sections=tuple(_signed(facts, section) for section in sections),
        answers=tuple(sorted((a.path, a.value.commitment) for a in record.answers if a.value)),
        documents=tuple(sorted((d.document_id, d.original.commitment) for d in record.attached)),
    )


def _signed(facts: CaseFacts, section: str) -> SignedSection:
    revision_id = facts.record.heads[section]
    revision = facts.record.revision(revision_id)
    if revision is None:
        raise ValueError("a head without its revision")
    findings = tuple(f.data.commitment for f in facts.record.findings.get(revision_id, ()))
    return SignedSection(section, revision_id, revision.text.commitment, findings)
