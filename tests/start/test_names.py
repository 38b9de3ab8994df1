"""Names nobody should read in an address, and good old place names that only sound like them."""

import pytest

from kernel.errors import RuleBroken
from provisioning.names import check_letters

# Real places, each with a word inside that would be rude by itself.
GOOD = """
scunthorpe penistone essex sussex middlesex cockermouth cockfosters hitchin lightwater-care assington clitheroe
arsenal-neighbours twatt-orkney titchfield dickleburgh pakistani-women canal-st-circle todmorden hebden-bridge
shitterton-farm grassington crapstone wankford-neighbours sandyknowes niggle sussex-care
"""


@pytest.mark.parametrize("slug", GOOD.split())
def test_a_good_place_name_may_be_had(slug):
    check_letters(slug)


@pytest.mark.parametrize("slug", ["sh1t", "sex-care", "fu-ck", "n1ggers-out", "nazi-circle", "clapton-cunt", "wh0re"])
def test_an_insult_may_not_be_had_however_it_is_written(slug):
    with pytest.raises(RuleBroken) as no:
        check_letters(slug)
    assert no.value.code == "slug_offensive"


@pytest.mark.parametrize("slug", ["nhs", "nhs-calderdale", "cqc-registered", "my-gov", "clapton-police"])
def test_nobody_may_sound_like_a_public_body(slug):
    with pytest.raises(RuleBroken) as no:
        check_letters(slug)
    assert no.value.code == "slug_public_body"


@pytest.mark.parametrize("slug", ["id", "start", "federation", "star-t", "we8", "1ogin", "www", "he1p"])
def test_nobody_may_have_an_address_of_the_federations_or_one_like_it(slug):
    with pytest.raises(RuleBroken):
        check_letters(slug)
