"""Results apart for each post of a feed that people were asked about: pure."""

from collections.abc import Mapping, Sequence

from bot.cli.tally import PostResults, results
from bot.core.ids import RunId
from bot.dialogue.publishing.library import Library
from bot.store.answers import AnswerResult, RunResult
from bot.store.posts import Post


def by_post(
    library: Library,
    dialogue: str,
    runs: Sequence[RunResult],
    answers: Sequence[AnswerResult],
    posts: Mapping[str, Post],
) -> tuple[PostResults, ...]:
    """Count answers post by post, in the order in which they were told; what has none comes last.

    Args:
        library: the brand's.
        dialogue: which was answered in.
        runs: of the dialogue.
        answers: given in those runs.
        posts: by the occurrences that opened runs; where there is none, nothing is apart.
    """
    if not posts:
        return ()
    told = {run.run: _occurrence(run, posts) for run in runs}
    runs_of: dict[str | None, list[RunResult]] = {}
    for run in runs:
        runs_of.setdefault(told[run.run], []).append(run)
    answers_of: dict[str | None, list[AnswerResult]] = {}
    for answer in answers:
        answers_of.setdefault(told[answer.run], []).append(answer)
    order = sorted(runs_of, key=lambda occurrence: occurrence is None)
    return tuple(
        _counted(library, dialogue, runs_of[one], answers_of.get(one, []), _post(one, posts))
        for one in order
    )


def posts_of_runs(runs: Sequence[RunResult], posts: Mapping[str, Post]) -> dict[RunId, Post]:
    """Return the post that each run is about, for those that are about one."""
    found = {run.run: _post(run.occurrence, posts) for run in runs}
    return {run: post for run, post in found.items() if post is not None}


def _occurrence(run: RunResult, posts: Mapping[str, Post]) -> str | None:
    return run.occurrence if run.occurrence in posts else None


def _post(occurrence: str | None, posts: Mapping[str, Post]) -> Post | None:
    return None if occurrence is None else posts.get(occurrence)


def _counted(
    library: Library,
    dialogue: str,
    runs: Sequence[RunResult],
    answers: Sequence[AnswerResult],
    post: Post | None,
) -> PostResults:
    counted = results(library, dialogue, runs, answers)
    title, link, count = (None, None, 0) if post is None else (post.title, post.link, post.count)
    return PostResults(title, link, count, counted.runs, counted.questions)
