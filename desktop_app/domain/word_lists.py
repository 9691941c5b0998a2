"""English words that matter to whether a sentence says what its source says: lists, and nothing else."""

from collections.abc import Iterator, Mapping


def listed(words: str) -> frozenset[str]:
    """Words that are written one after the other."""
    return frozenset(words.split())


STOP = listed(
    """a an the of to in and or is are was were be been being by for on at as with that this these those it its
    from has have had having do does did he she they his her hers their theirs him them i we us our you your my me who
    whom which what will would can could may might shall should must there here than then so also just very into onto
    out up down about over under after before between through during while when where how why if but not no nor n't s t
    's 're 've 'll 'd 'm too own same such each both more most other some any all only one ones re ve ll d m said say
    says"""
)
"""Words that carry little by themselves."""

NEGATIONS = listed(
    """no not n't never none neither nor without nobody nothing cannot denied denies deny refuse refused refuses fail
    failed fails lack lacks lacked unable except prohibit prohibited hardly barely"""
)
HEDGES = listed(
    """may might could would should possibly perhaps likely unlikely allegedly alleged reportedly expected expect
    expects plan plans planned propose proposed consider considering potential potentially appear appears appeared seem
    seems suggest suggests suggested claim claims claimed believe believed estimate estimated intend intends hope
    hopes"""
)
STRONG = listed("must shall will always all every entire definitely certainly confirmed proven required")
QUANTITIES = listed(
    """all every most many some few several none only both any each half least majority nearly almost about more less
    over under up"""
)

OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (listed(one), listed(other))
    for one, other in (
        (
            "increase rise grow gain up higher above more exceed climb expand improve strong over",
            "decrease fall decline drop down lower below less reduce shrink worsen weak under lose",
        ),
        ("before prior earlier previous", "after following later subsequent"),
        ("first", "last final"),
        ("begin start open launch", "end stop close finish"),
        ("buy purchase acquire", "sell dispose divest"),
        ("win won victory beat", "lose lost defeat"),
        ("accept approve allow permit grant", "reject deny refuse prohibit forbid ban"),
        ("include", "exclude"),
        ("minimum least", "maximum most"),
        ("arrive enter join", "leave depart quit exit"),
        ("support favour favor", "oppose"),
        (
            "male man men boy father son brother husband king he his him",
            "female woman women girl mother daughter sister wife queen she her",
        ),
        ("alive survive", "dead die died death killed"),
        ("guilty convicted", "innocent acquitted"),
        ("debit", "credit"),
        ("lender creditor", "borrower debtor"),
        ("seller vendor", "buyer purchaser"),
        ("north northern", "south southern"),
        ("east eastern", "west western"),
        ("old older", "young younger new newer"),
        ("large larger big bigger", "small smaller"),
        ("many", "few"),
        ("public", "private"),
        ("send sent", "receive received"),
        ("pass passed", "fail failed"),
        ("true", "false"),
        ("above", "below"),
        ("employer", "employee"),
    )
)
"""Words that say the contrary of each other, as the coefficients of the studied features know them."""

SWAPPED_SENSE: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (listed(one), listed(other))
    for one, other in (
        (
            "increase increases increased increasing rise rises rose risen grow grew gain gained higher above raise"
            " raised",
            "decrease decreases decreased decreasing fall falls fell fallen decline declined drop dropped lower below"
            " reduce reduces reduced lowered",
        ),
        ("before prior earlier preceding previous", "after following later subsequent thereafter"),
        ("first initial", "last final"),
        (
            "begin begins began begun start starts started commence commences commenced open opens opened effective",
            "end ends ended stop stops stopped close closes closed expire expires expired terminate terminates"
            " terminated terminating cease ceases ceased",
        ),
        ("buy buys bought purchase purchased acquire acquired", "sell sells sold dispose disposed"),
        (
            "accept accepts accepted approve approves approved allow allows allowed permit permits permitted grant"
            " grants granted agreed consented authorized entitled",
            "reject rejects rejected deny denies denied refuse refuses refused prohibit prohibits prohibited forbid"
            " forbids forbidden barred declined disapproved",
        ),
        ("include includes included including inclusive", "exclude excludes excluded excluding exclusive"),
        ("minimum", "maximum"),
        ("with", "without"),
        ("within inside", "outside beyond"),
        ("lender creditor", "borrower debtor"),
        ("lessor landlord", "lessee tenant"),
        ("licensor", "licensee"),
        ("franchisor", "franchisee"),
        ("assignor", "assignee"),
        ("seller vendor supplier", "buyer purchaser customer"),
        ("employer", "employee"),
        ("payer payor", "payee"),
        ("grantor", "grantee"),
        ("mortgagor", "mortgagee"),
        ("guarantor", "beneficiary"),
        ("indemnitor", "indemnitee"),
        ("plaintiff claimant", "defendant respondent"),
        ("disclosing", "receiving"),
        ("debit debits debited", "credit credits credited"),
        ("assets", "liabilities"),
        ("revenue revenues income", "expense expenses costs"),
        ("profit profits gain gains", "loss losses"),
        ("net", "gross"),
        ("north northern", "south southern"),
        ("east eastern", "west western"),
        ("large larger largest", "small smaller smallest"),
        ("many", "few"),
        ("public", "private"),
        ("send sends sent", "receive receives received"),
        ("true", "false"),
        ("above", "below"),
        ("domestic", "foreign"),
        ("written", "oral verbal"),
        ("mandatory required compulsory obliged", "optional voluntary discretionary"),
        ("valid enforceable", "invalid void unenforceable"),
        ("exclusive", "nonexclusive"),
        ("direct directly", "indirect indirectly"),
        ("revocable", "irrevocable"),
        ("transferable assignable", "nontransferable nonassignable"),
        ("favorable favourable positive", "adverse unfavorable negative"),
        ("short current", "long noncurrent"),
        ("former", "latter"),
    )
)
"""Words of which one in the other's place turns what is said round: contracts', lenders' and reports' first of all."""

MODALS: Mapping[str, str] = {
    **dict.fromkeys(("shall", "must", "required", "obliged", "obligated"), "duty"),
    **dict.fromkeys(("may", "entitled", "permitted", "allowed"), "liberty"),
    **dict.fromkeys(("can", "could", "might"), "possibility"),
    **dict.fromkeys(("should", "ought", "expected", "likely"), "advice"),
    **dict.fromkeys(("will", "would"), "future"),
}
"""What a verb's helper says of it: a duty is no liberty."""

QUANTIFIERS: Mapping[str, str] = {
    **dict.fromkeys(("all", "every", "each", "any", "entire", "whole"), "all"),
    **dict.fromkeys(("some", "several", "certain", "part"), "some"),
    **dict.fromkeys(("most", "majority"), "most"),
    **dict.fromkeys(("few", "fewer", "little"), "few"),
    **dict.fromkeys(("none", "no", "neither"), "none"),
    **dict.fromkeys(("both",), "both"),
    **dict.fromkeys(("either",), "either"),
    **dict.fromkeys(("only", "solely", "exclusively"), "only"),
    **dict.fromkeys(("mainly", "mostly", "primarily"), "mainly"),
    **dict.fromkeys(("nearly", "almost", "approximately", "about", "roughly", "around"), "about"),
    **dict.fromkeys(("exactly", "precisely"), "exactly"),
    **dict.fromkeys(("many", "numerous"), "many"),
    **dict.fromkeys(("half",), "half"),
}
"""How much of something a word takes in."""

_ALIKE = """
agreement contract | begin start commence began started commenced begins starts commences | end ends ended
finish finished conclude concluded | buy bought purchase purchased purchases acquire acquired | approximately
about around roughly | said stated told says states noted reported | need needs require requires required |
assist help helps assists aid | obtain get got received receive gets | numerous many | attempt attempted try
tried tries | big large | show shows showed indicate indicates indicated demonstrate | company firm corporation
business enterprise | film movie | children kids | create created made make makes produce produced | use used
utilize utilized utilise utilised uses | because since as | provide provides provided give gives given supply
supplied furnish furnished | died passed | must shall | also additionally | however but though | while whereas |
annual yearly annually | each every per | pay pays paid payment remit | terminate terminates terminated
termination cancel cancels cancelled canceled | person individual | prior before previous | subsequent after
following later | assign assigns assigned transfer transfers transferred | laws law | governed ruled | fee fees
charge charges | sum amount | entire whole | goods products items | service services | notice notification |
immediately promptly | consent approval permission | liable responsible | obligation duty obligations duties |
party parties | exceed exceeds surpass | entered executed signed | renew renews renewal extend extends extended
extension | period term | employee worker | vehicle car automobile | doctor physician | city town | country
nation | house home residence | police officers | kill killed | happen happened occur occurred | choose chose
select selected elect elected | build built construct constructed | fix repair repaired fixed | ask asked
request requested | answer reply replied respond responded | important significant major key | increase
increased rise rose grow grew gain | decrease decreased fall fell decline declined drop dropped reduce reduced |
earnings income profit | revenue revenues sales turnover | cost costs expense expenses | primarily mainly mostly
| due owing | concerning regarding about | disclose reveal share | keep retain maintain hold | stop cease halt |
forbid prohibit ban | allow permit let | improve improved enhance enhanced | fail failed | find found discover
discovered | quick fast rapid | cheap inexpensive | old elderly | near close | often frequently | usually
generally typically | soon shortly | enough sufficient | whole complete full | main principal chief | total
overall aggregate | yearly annual | monthly month | via through by | upon on | within inside | regarding about
of | such this these | herein here | thereof its | pursuant under | prior before"""
ALIKE: tuple[frozenset[str], ...] = tuple(listed(group) for group in " ".join(_ALIKE.split()).split("|"))
"""Words of which one may stand for the other."""

_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_MORE_NUMBERS = {
    "thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0,
    "hundred": 100.0, "dozen": 12.0, "half": 0.5, "first": 1.0, "second": 2.0, "third": 3.0, "fourth": 4.0,
    "fifth": 5.0, "sixth": 6.0, "seventh": 7.0, "eighth": 8.0, "ninth": 9.0, "tenth": 10.0,
}  # fmt: skip
NUMBER_WORDS: Mapping[str, float] = {
    **{word: float(number) for number, word in enumerate(_NUMBER_WORDS.split())},
    **_MORE_NUMBERS,
}
SCALE_WORDS: Mapping[str, float] = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9,
    "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip

_IRREGULAR = """
be was were is_ been | go went gone | buy bought | sell sold | pay paid | make made | take took taken | give
gave given | get got | find found | hold held | lead led | leave left | lose lost | meet met | run ran | rise
rose risen | fall fell fallen | grow grew grown | know knew known | write wrote written | win won | begin began
begun | become became | come came | see saw seen | tell told | think thought | bring brought | build built |
keep kept | say said | send sent | spend spent | speak spoke spoken | stand stood | teach taught | die died dead
dying death | child children | man men | woman women | person people | break broke broken | choose chose chosen
| drive drove driven | shoot shot | strike struck | beat beaten | kill killed | murder murdered | arise arose |
bear bore born | draw drew drawn | fight fought | fly flew | hide hid | hit hit | hurt hurt | lay laid | lie lay
lied | ride rode | sing sang | sit sat | sleep slept | steal stole stolen | swear swore | throw threw thrown |
wear wore worn | understand understood | good better best | bad worse worst"""


def _irregular() -> Iterator[tuple[str, str]]:
    for group in " ".join(_IRREGULAR.split()).split("|"):
        base, *forms = group.split()
        yield from ((form, base) for form in forms)


IRREGULAR: Mapping[str, str] = dict(_irregular())
"""Forms of words that no ending tells, with the word."""

SUFFIXES: tuple[tuple[str, str], ...] = (
    ("ational", "ate"), ("ization", "ize"), ("isation", "ize"), ("fulness", "ful"), ("iveness", "ive"),
    ("ations", "ate"), ("ation", "ate"), ("ments", ""), ("ment", ""), ("ingly", ""), ("edly", ""), ("ities", ""),
    ("ity", ""), ("ness", ""), ("ions", ""), ("ion", ""), ("ies", "y"), ("ied", "y"), ("ing", ""), ("ers", ""),
    ("ed", ""), ("es", ""), ("er", ""), ("ly", ""), ("al", ""), ("s", ""),
)  # fmt: skip
"""Endings, and what a stem has in their place; the first that fits."""
