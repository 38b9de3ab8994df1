"""Names nobody should read in an address, and good old place names that only sound like them."""

import pytest

from kernel.errors import RuleBroken
from provisioning.names import check_letters, check_others

# Real places, each with a word inside that would be rude by itself.
GOOD = """
scunthorpe penistone essex sussex middlesex cockermouth cockfosters hitchin lightwater-care assington clitheroe
scoon-farm yiddish-songs slaggyford mingay-street
arsenal-neighbours twatt-orkney titchfield dickleburgh pakistani-women canal-st-circle todmorden hebden-bridge
shitterton-farm grassington crapstone wankford-neighbours sandyknowes niggle sussex-care cockerham dickens-street
spithead maidenhead birkenhead gateshead hitchcock-close assembly-rooms bagshot passenfield sextons-green bassett
cockington titsey pratts-bottom sandwich cumbria cumnor cumbernauld analogue-street penge pisgah dickinson-road
"""


KEPT = """
id start federation star-t we8 1ogin www he1p the-federation federation-support national-co-op national-coop
care-circles webmail admins www2 ns3 api2 id-2 login-2 logon verify secure password account-help
"""


@pytest.mark.parametrize("slug", GOOD.split())
def test_a_good_place_name_may_be_had(slug):
    check_letters(slug)


@pytest.mark.parametrize(
    "slug",
    [
        "sh1t",
        "sex-care",
        "fu-ck",
        "n1ggers-out",
        "nazi-circle",
        "clapton-cunt",
        "wh0re",
        "sh1thead",
        "d1ckhead-care",
        "bull5hit",
        "arse-wipe",
        "y1d-corner",
        "p1keys",
    ],
)
def test_an_insult_may_not_be_had_however_it_is_written(slug):
    with pytest.raises(RuleBroken) as no:
        check_letters(slug)
    assert no.value.code == "slug_offensive"


@pytest.mark.parametrize(
    "slug",
    [
        "nhs",
        "nhs-calderdale",
        "nhsleeds",
        "cqc-registered",
        "my-gov",
        "clapton-police",
        "policetodmorden",
        "hmrc1",
        "calderdale-council",
        "social-services",
    ],
)
def test_nobody_may_sound_like_a_public_body(slug):
    with pytest.raises(RuleBroken) as no:
        check_letters(slug)
    assert no.value.code == "slug_public_body"


@pytest.mark.parametrize("slug", KEPT.split())
def test_nobody_may_have_an_address_of_the_federations_or_one_like_it(slug):
    with pytest.raises(RuleBroken):
        check_letters(slug)


@pytest.mark.parametrize(
    ("slug", "other"),
    [
        ("calderdalle", "calderdale"),
        ("caldredale", "calderdale"),
        ("calderdal", "calderdale"),
        ("caldervale", "calderdale"),
        ("calderda1e", "calderdale"),
        ("thecalderdale", "calderdale"),
        ("the-calderdale-care", "calderdale"),
        ("calderdale2", "calderdale"),
        ("clapton-care", "clapton"),
        ("claptoncarecircle", "clapton"),
        ("clapton", "clapton-care-circle"),
        ("claptno", "clapton"),
        ("clappton", "clapton"),
    ],
)
def test_nobody_may_have_an_address_that_people_would_take_for_another_circles(slug, other):
    with pytest.raises(RuleBroken) as no:
        check_others(slug, ["hebden", other])
    assert no.value.code == "slug_look_alike"
    assert other in str(no.value.sentence)


PLACES = """
aldershot ashford ashton aylesbury banbury barnet barnsley barton basildon bath bedford bexhill bideford birmingham
blackburn blackpool bolton boston bradford braintree brentford brentwood bridgend brighton bristol bromley burnley
burton bury buxton calderdale camberwell cambridge camden cardiff carlisle caldervale-mill chelmsford cheltenham
chester chesterfield chippenham clapham clapton colchester corby coventry crawley crewe croydon dalston dalton
darlington derby dewsbury doncaster dorchester dorking dover dudley durham ealing eastbourne epsom exeter falmouth
fareham farnham folkestone frome gillingham gloucester grantham gravesend grimsby guildford hackney halifax harlow
harrogate hartlepool harwich hastings hatfield hebden-bridge hemel hereford hertford hexham hitchin horsham
huddersfield hull ipswich keighley kendal kettering kingston lancaster leeds leek leicester lewes lichfield lincoln
liverpool luton maidstone malvern manchester mansfield margate matlock morpeth newark newbury newcastle newham newport
newquay northampton norwich oldham oxford penrith penzance peterborough plymouth poole portsmouth preston ramsgate
reading redcar redditch reigate retford ripon rochdale rochester romford rotherham rugby salford salisbury scarborough
selby sheffield shipley shrewsbury skipton slough solihull southend southport stafford stamford stevenage stockport
stockton stratford stroud sunderland sutton swansea swindon tamworth taunton telford thirsk tiverton todmorden torquay
totnes truro tunbridge-wells wakefield wallsend walsall walsden walton warrington warwick watford wells weymouth
whitby whitehaven wigan winchester windsor woking wolverhampton worcester workington worksop worthing wrexham yeovil
york clapton-park north-clapton clapton-together upper-calderdale
"""


def test_honest_names_of_places_stand_beside_each_other():
    taken: list[str] = []
    for slug in PLACES.split():
        check_letters(slug)
        check_others(slug, taken)
        taken.append(slug)
    check_others("leeds-3", ["leeds-1", "leeds-2"])
