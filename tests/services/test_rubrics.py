import pytest

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Rubric
from curation.review import OVERALL, SHIPPED, Question, QuestionKind, RubricForm
from curation.services.permissions import Actor
from curation.services.review import get_item, save_review
from curation.services.rubrics import get_rubric, list_history, save_rubric
from curation.workspace import Workspace
from tests.services.judging import add_samples, rows_of, say

RATING = Question(OVERALL, QuestionKind.SCALE, "Rating")
CLEAR = Question("clear", QuestionKind.YES_NO, "Clear", is_required=True)


def test_a_scenario_without_its_own_questions_asks_those_of_all_until_it_gets_some(
    workspace: Workspace, admin: Actor
) -> None:
    assert get_rubric(workspace, "custom").name == "overall"
    assert list_history(workspace, "custom") == []
    assert save_rubric(workspace, "custom", RubricForm((RATING, CLEAR)), seen_version=0, actor=admin) == 1
    found = get_rubric(workspace, "custom")
    assert (found.name, found.version, [question.id for question in found.form.questions]) == (
        "custom", 1, ["overall", "clear"],
    )  # fmt: skip


def test_old_answers_keep_their_version_and_new_ones_get_the_new(workspace: Workspace, admin: Actor) -> None:
    first, second = add_samples(workspace, 2)
    save_review(workspace, first, lambda said: said.answered("valid", True).decided("accept"), actor=admin)
    old = get_rubric(workspace, "math")
    version = save_rubric(workspace, "math", RubricForm((RATING, CLEAR)), actor=admin)
    assert version == old.version + 1
    assert get_item(workspace, first, actor=admin).answered_version == old.version
    assert dict(get_item(workspace, first, actor=admin).answers.answers) == {"valid": True}
    save_review(workspace, second, lambda said: said.answered("clear", False).decided("accept"), actor=admin)
    with workspace.read() as session:
        versions = [session.get_one(Rubric, rows_of(workspace, one)[-1].rubric_id).version for one in (first, second)]
    assert versions == [old.version, version]
    assert [one.n_reviews for one in list_history(workspace, "math")] == [1, 1]


def test_an_answer_that_is_no_longer_asked_stays_in_the_row_before(workspace: Workspace, admin: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    save_review(workspace, one, lambda said: said.answered("valid", True).decided("reject"), actor=admin)
    save_rubric(workspace, "math", RubricForm((RATING,)), actor=admin)
    say(workspace, one, admin, overall=4, decision="accept")
    assert [row.answers for row in rows_of(workspace, one)] == [{"valid": True}, {}]


def test_what_is_required_is_asked_before_a_sample_is_accepted_only(workspace: Workspace, admin: Actor) -> None:
    save_rubric(workspace, "math", RubricForm((RATING, CLEAR)), actor=admin)
    (one,) = add_samples(workspace, 1)
    with pytest.raises(BadInputError, match="'Clear' must be answered before a sample is accepted"):
        say(workspace, one, admin, overall=4, decision="accept")
    assert rows_of(workspace, one) == []
    say(workspace, one, admin, overall=4)
    say(workspace, one, admin, overall=1, decision="reject")
    save_review(workspace, one, lambda said: said.answered("clear", True).decided("accept"), actor=admin)
    assert rows_of(workspace, one)[-1].decision == "accept"


def test_an_answer_to_a_question_that_is_not_asked_is_refused(workspace: Workspace, admin: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    with pytest.raises(BadInputError, match="no question 'colour'"):
        save_review(workspace, one, lambda said: said.answered("colour", "red"), actor=admin)
    with pytest.raises(BadInputError, match="'Difficulty' takes 1 to 5"):
        save_review(workspace, one, lambda said: said.answered("difficulty", 9), actor=admin)
    assert rows_of(workspace, one) == []


def test_who_changed_an_older_version_is_told_and_nothing_is_saved(workspace: Workspace, admin: Actor) -> None:
    seen = get_rubric(workspace, "math").version
    save_rubric(workspace, "math", RubricForm((RATING, CLEAR)), seen_version=seen, actor=admin)
    with pytest.raises(ConflictError, match=f"Somebody saved version {seen + 1} meanwhile"):
        save_rubric(workspace, "math", RubricForm((RATING,)), seen_version=seen, actor=admin)
    assert get_rubric(workspace, "math").version == seen + 1


def test_saving_what_is_there_already_is_refused(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="as it stands"):
        save_rubric(workspace, "math", SHIPPED["math"], actor=admin)


def test_a_question_of_another_kind_needs_another_id(workspace: Workspace, admin: Actor) -> None:
    valid = Question("valid", QuestionKind.SCALE, "Valid")
    with pytest.raises(BadInputError, match="was answered as yes or no and cannot become"):
        save_rubric(workspace, "math", RubricForm((RATING, valid)), actor=admin)


def test_only_curators_change_the_questions_and_only_of_scenarios_that_exist(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    with pytest.raises(NotAllowedError):
        save_rubric(workspace, "math", RubricForm((RATING,)), actor=annotator)
    with pytest.raises(NotFoundError, match="There is no rubric 'poems'"):
        save_rubric(workspace, "poems", RubricForm((RATING,)), actor=admin)
