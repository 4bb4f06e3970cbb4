"""Is she answered in the language in which she writes?"""

from bot.channels.port import ChannelKind
from tests.stories.story import Story


def test_who_writes_in_english_is_answered_in_english_at_once(story: Story) -> None:
    ana = story.woman().writes("hello, good morning to you")
    assert "I'm Alba: a program, not a person" in ana.reads
    assert ana.buttons == ["It's for me", "For a relative", "Who reads this?"]


def test_people_are_promised_in_english_too(story: Story) -> None:
    story.caseworker("lucia")
    ana = story.woman().writes("good morning, do you speak english?").writes("persona")
    assert "I left word with the team" in ana.reads


def test_an_english_title_that_is_typed_is_its_button(story: Story) -> None:
    ana = story.woman().writes("hello, good morning to you").writes("it's for me")
    assert "A place to sleep" in ana.buttons


def test_one_word_changes_no_language(story: Story) -> None:
    ana = story.woman().writes("hello, good morning to you").writes("hola")
    assert ana.reads.startswith(("Hi", "I'm"))
    ana.writes("Ciudad de México")
    assert "¿" not in ana.reads


def test_when_she_writes_in_spanish_again_so_does_alba(story: Story) -> None:
    ana = story.woman().writes("hello, good morning to you")
    ana.writes("necesito trabajo por favor")
    assert "trabajo" in ana.reads


def test_a_list_on_whatsapp_says_in_english_how_it_is_answered(story: Story) -> None:
    ana = story.woman(on=ChannelKind.WHATSAPP).writes("hello, good morning to you").writes("menu")
    assert "A place to sleep" in ana.buttons
    assert all(len(title) <= 24 for title in ana.buttons)


def test_what_fills_a_sentence_is_english_too(story: Story) -> None:
    ana = story.woman().writes("hello, good morning to you").presses("For a relative")
    ana.presses("Going on a visit").writes("Durango")
    assert "closed in" in ana.reads
    assert " de 20" not in ana.reads


def test_in_another_language_she_hears_what_alba_speaks_and_is_offered_a_person(
    story: Story,
) -> None:
    ana = story.woman().writes("bix a beel, in kaaba Maria tene")
    assert ana.flow == "other_language"
    assert "Solo hablo español" in ana.reads
    assert "write to me in English" in ana.reads
    assert "Hablar con alguien" in ana.buttons
    ana.writes("tene in kaaba Maria")
    assert "No sé tu lengua" in ana.reads
