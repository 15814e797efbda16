"""The words that made-up records are made of. People and addresses are invented, taxa and countries exist.

Lists whose elements hold tabs carry the cells of neighbouring columns, so that one choice fills them all.
"""

PREFIX = "Smithsonian Institution, NMNH, "
BOTANY = PREFIX + "Botany"

CC0, NOT_CC0 = "CC0", "Usage Conditions Apply"
# UsageTerms, WebStatement, licenseLogoURL: what goes with each value of `rights`.
TERMS = {
    CC0: (
        "CC0 1.0 Universal (CC0 1.0) Public Domain Dedication",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://replica.invalid/license/88x31/cc-zero.png",
    ),
    NOT_CC0: ("Usage conditions apply: see the web statement", "https://replica.invalid/terms-of-use", ""),
}
LICENSES = {
    CC0: "http://creativecommons.org/publicdomain/zero/1.0/legalcode",
    NOT_CC0: "https://replica.invalid/terms-of-use",
}

SURNAMES = (
    *("Placeholder", "Nemo", "Inventado", "Fictive", "Mockley", "Samplewright", "Fulano", "Mengano", "Zutana"),
    *("Perengano", "Noone", "Madeup", "Erfundén", "Phantomer", "Apocryph", "Fabulová", "Pretendsson", "Nadié"),
)
INITIALS = ("A.", "B. C.", "D. E. F.", "G.", "H. I.", "J. K.", "L. M.", "Ñ.", "O. P.", "Q.", "R. S. T.", "Z.")
COLLECTORS = (
    *(f"{initials} {name}" for name in SURNAMES for initials in INITIALS[::3]),
    "Imaginary Explor. Exped.",
    "A. Placeholder & B. C. Nemo",
    "",
)
DETERMINERS = (
    *(f"{name}, {initials}, (US), NMNH" for name in SURNAMES for initials in INITIALS[1::6]),
    *[""] * 60,
)
CREATORS = ("Replica Imaging Team", "Pretend, I., (RPL)", "Conveyor Belt 2, Nowhere Digitization", "", "Madeup, J. K.")

# continent, waterBody, islandGroup, island, country, stateProvince, county
PLACES = (
    "South America\t\t\t\tBolivia\tLa Paz\t",
    "South America\t\t\t\tColombia\t\t",
    "South America\t\t\t\tColombia\tSantander\t",
    "South America\t\t\t\tArgentina\tTucumán\tBurruyacú",
    "South America\t\t\t\tBrazil\tMinas Gerais\t",
    "South America\t\t\t\tEcuador\tEl Oro\tPiñas",
    "North America\t\t\t\tMexico\tChihuahua\t",
    "North America\t\t\t\tMexico\t\t",
    "North America\t\t\t\tUnited States\tTexas\tKarnes",
    "North America\t\t\t\tUnited States\t\t",
    "North America\t\tHawaiian Islands\tMaui\tUnited States\tHawaii\tMaui",
    "North America\tCaribbean Sea\tGreater Antilles\tHispaniola\tHaiti\t\t",
    "North America\tCaribbean Sea\tGreater Antilles\tCuba\tCuba\t\t",
    "North America\t\t\t\tPanama\tChiriquí\t",
    "Australia & Oceania\tPacific Ocean\tFiji Islands\tVanua Levu\tFiji\t\t",
    "Africa\t\t\t\tCongo, Democratic Republic  of\t\t",
    "Africa\t\t\t\tCameroon\t\t",
    "Africa\tIndian Ocean\t\tMadagascar\tMadagascar\tToliara\t",
    "Asia\t\t\t\tIndia\tAssam\t",
    "Asia\tPacific Ocean\tPhilippine Islands\tLuzon\tPhilippines\tBenguet\t",
    "Europe\t\t\t\tSpain\tCataluña\t",
    "\t\t\t\t\t\t",
)
LOCALITIES = (
    *["", "Mapiri.", "Forests in highlands of Popayan.", "Lake Albert.", "Near Puerto Wilches.", "Coripata"],
    *["[Vanua Levu Group]", "Mapula Mts.", "Kenedy; alt. 400 ft.", "Alto de Enedina.", "Valle de Cordova."],
    *["Western Texas to El Paso, New Mexico.", "Along Río Zañe, ca. 3 km N.W. of camp [label illegible]", ""],
    *["5 km S of bridge, on road to mission, in wet sand", "Without precise locality (see field book p. 12)"],
)
HABITATS = (
    "",
    "Open pine-oak forest on rocky slope, soil red clay, with grasses",
    "Gallery forest along stream; disturbed secondary growth",
    "Roadside",
    "Dredged on coral sand and shell, 40 fathoms",
    "Dry thorn scrub & cactus, gravelly soil; common",
)
REMARKS = (
    "",
    "Label data as given; determination not checked against the type.",
    "Tree, 8 m; flowers white, fragrant, filaments long; bark grey, smooth.",
    "Shrub 2–3 m. Legume woody, dehiscent along one suture only; seeds ca. 6 mm.",
    "Exchange from another museum, ledger page lost; see also accession file (made up).",
    "",
)

# Each department's taxa: kingdom, phylum, class, order, family, genus, specificEpithet, infraspecificEpithet,
# taxonRank, scientificNameAuthorship.
_PLANT = "Plantae\tMagnoliophyta\tMagnoliopsida\t"
TAXA: dict[str, tuple[str, ...]] = {
    "Botany": (
        _PLANT + "Fabales\tFabaceae\tInga\tmyriocephala\t\tSpecies\tReplic.",
        _PLANT + "Fabales\tFabaceae\tInga\tpopayanensis\t\tSpecies\tReplic.",
        _PLANT + "Fabales\tFabaceae\tInga\tvera\tlamprophylla\tSubspecies\t(Replic.) Fict.",
        _PLANT + "Fabales\tFabaceae\tAcacia\tkoa\t\tSpecies\tReplic.",
        _PLANT + "Fabales\tFabaceae\tAcacia\tmillefolia\t\tSpecies\tFict.",
        _PLANT + "Fabales\tFabaceae\tBauhinia\tdipetala\t\tSpecies\tFict.",
        _PLANT + "Fabales\tFabaceae\tCassia\t\t\tGenus\t",
        _PLANT + "Asterales\tAsteraceae\tSenecio\tvulgaris\t\tSpecies\tL.",
        _PLANT + "Asterales\tAsteraceae\tMikania\tmicrantha\t\tSpecies\tKunth",
        _PLANT + "Gentianales\tRubiaceae\tPsychotria\tviridis\t\tSpecies\tRuiz & Pav.",
        "Plantae\tMagnoliophyta\tLiliopsida\tPoales\tPoaceae\tPaspalum\tnotatum\t\tSpecies\tFlüggé",
        "Plantae\tPteridophyta\tPolypodiopsida\tPolypodiales\tPteridaceae\tAdiantum\t\t\tGenus\t",
    ),
    "Mammals": (
        "Animalia\tChordata\tMammalia\tRodentia\tCricetidae\tPeromyscus\tmaniculatus\t\tSpecies\t(Wagner, 1845)",
        "Animalia\tChordata\tMammalia\tChiroptera\tPhyllostomidae\tArtibeus\tjamaicensis\t\tSpecies\tLeach, 1821",
    ),
    "Invertebrate Zoology": (
        "Animalia\tMollusca\tGastropoda\tNeogastropoda\tConidae\tConus\tmarmoreus\t\tSpecies\tLinnaeus, 1758",
        "Animalia\tArthropoda\tMalacostraca\tDecapoda\tAlpheidae\tAlpheus\t\t\tGenus\t",
    ),
    "Entomology": (
        "Animalia\tArthropoda\tInsecta\tHymenoptera\tApidae\tBombus\timpatiens\t\tSpecies\tCresson, 1863",
        "Animalia\tArthropoda\tInsecta\tLepidoptera\tNymphalidae\tMorpho\thelenor\t\tSpecies\t(Cramer, 1776)",
    ),
    "Fishes": (
        "Animalia\tChordata\tActinopterygii\tPerciformes\tGobiidae\tEviota\tepiphanes\t\tSpecies\tJenkins, 1903",
        "Animalia\tChordata\tActinopterygii\tCypriniformes\tCyprinidae\tNotropis\t\t\tGenus\t",
    ),
    "Birds": (
        "Animalia\tChordata\tAves\tPasseriformes\tThraupidae\tTangara\tcayana\t\tSpecies\t(Linnaeus, 1766)",
        "Animalia\tChordata\tAves\tPasseriformes\tTyrannidae\tElaenia\tflavogaster\t\tSpecies\t(Thunberg, 1822)",
    ),
    "Amphibians & Reptiles": (
        "Animalia\tChordata\tAmphibia\tAnura\tHylidae\tHyla\tcinerea\t\tSpecies\t(Schneider, 1799)",
        "Animalia\tChordata\tReptilia\tSquamata\tDactyloidae\tAnolis\t\t\tGenus\t",
    ),
}
PREPARATIONS = {"Botany": "Pressed specimen", "Birds": "Skin: Whole", "Mammals": "Skin; Skull", "Entomology": "Pinned"}
VIEWS = ("Dorsal view", "Lateral view of specimen", "Label", "Ventral view, scale bar 1 cm", "", "Whole animal")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
