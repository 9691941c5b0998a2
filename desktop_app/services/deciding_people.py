"""Deciding about people: who may, and whether somebody else could have."""

from dataclasses import replace

from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.person import Acting, Actor, Auth, Person, Role
from desktop_app.domain.person_key import PeopleHistory
from desktop_app.services.recording import Recording


async def decider(recording: Recording, history: PeopleHistory, acting: Acting, about: Person) -> tuple[Actor, bool]:
    """Who decides about a person's key or roles, and whether they do it alone: an administrator about others.

    Where there is no other administrator, the only one is decided about by the user of the computer that they are
    known as; that is recorded. Raises Refused for all others.
    """
    kept = replace(acting, profile=await recording.kept_profile(acting.profile))
    administrators = {
        profile.person_id
        for _, profile in history.people
        if Role.ADMINISTRATOR in profile.roles and profile.retired_at is None
    }
    if administrators - {about.person_id}:
        if kept.person.person_id == about.person_id:
            raise Refused(
                "Nobody decides about their own key or roles where there is another administrator.",
                next="Ask the other administrator.",
                refusal=Refusal.OWN_ACT,
            )
        return kept.as_one_of(Role.ADMINISTRATOR), False
    if not administrators:
        raise Refused(
            "There is no administrator here.",
            next="Add one: `countersign person add NAME --role administrator`.",
            refusal=Refusal.ROLE,
        )
    if kept.person.os_user != about.os_user:
        return kept.as_one_of(Role.ADMINISTRATOR), False
    role = Role.ADMINISTRATOR if Role.ADMINISTRATOR in kept.profile.roles else None
    return Actor(kept.person.person_id, role, kept.auth if role else Auth.OS_USER), True
