"""Words that govern what follows: they deny it, suppose it, make it unreal, or set it against what was said."""

import re

DENIAL = re.compile(
    r"\brul(?:e[sd]?|ing) out\b|\b(?:exclud|dismiss)(?:e[sd]?|ed|ing)\b|"
    r"\b(?:not|n't|never)\s+(?:be\s+)?(?:the case|true|correct|right|possible)\b|^\W*not\s"
    r"|\b(?:do|does|did|would|should|can|could|must|may|need)\s?(?:not|n't)\s+(?:be|think|believe|write|say"
    r"|claim|conclude|have|get)\b"
    r"|\bcannot\b|\bcan't\b|\bnobody\b|\bno one\b"
    r"|\b(?:false|incorrect(?:ly)?|wrong(?:ly)?|untrue|mistaken(?:ly)?|erroneous(?:ly)?|flawed|invalid"
    r"|naive(?:ly)?)\b(?=.*\w)"
    r"|\b(?:is|are|was|were)(?:\s+not|n't)\s+[A-Z]\w*\s*=|^\W*(?:forget|disregard|discard|ignore)\b"
    r"|\b(?:anything but|nowhere near|no longer (?:believe|think|hold|claim|say|stand))\b|\b(?:doubts?|doubted"
    r"|deny|denies|denied|reject(?:s|ed)?|refute[sd]?"
    r"|unlikely|refus(?:e[sd]?|ing)|declin(?:e[sd]?|ing)"
    r"|disagree[sd]?|hesitate[sd]?|far from|disprove[sdn]?|no (?:reason|evidence|way|support for))\b"
    r"|\b(?:mistake|misconception|pitfall|fallacy|trap|temptation|tempting|misprint|typo)\b"
    r"|\b(?:common|typical|frequent|usual|classic)\s+error\b"
    r"|\b(?:one|you|some|students?|people|someone|many)\s+(?:\w+\s+)?(?:might|may|could|often|sometimes|would)\b",
    re.I | re.S,
)
SUPPOSITION = re.compile(
    r"\b(?:suppos(?:e|ing)|assum(?:e|ing)|imagin(?:e|ing)|guess(?:es|ed|ing)?|hypothetical(?:ly)?|let(?:'s"
    r"| us) say)\b"
    r"|\b(?:candidates?|contenders?|possibilit(?:y|ies))\b"
    r"|\b(?:maybe|perhaps|possibly|might be|could be|would be|what if|would have|for example|for instance)\b"
    r"|\b(?:previous|earlier|other|another|similar)\s+(?:example|problem|case|question|exercise|beam)\b"
    r"|\b(?:provided that|as long as|unless|whether|in case|presumably|supposedly|allegedly|probably)\b"
    r"|\b(?:earlier|previous|old|first|former)\s+(?:version|draft|attempt|solution|answer|result|key)\b"
    r"|\b(?:he|she|they|somebody|someone|(?:the|a|my) (?:\w+ )?(?:key|book|student|friend"
    r"|forum|classmate|textbook))\s+(?:claims?|says?|said|thinks?|thought|wrote|writes|gets|got)\b"
    r"|\b(?:first|initial|rough|trial)\s+(?:guess|attempt|try|estimate)\b"
    r"|\bif\s+(?:\S+\s+){0,3}?[A-WYZ]\w*\s*(?:=|is|equals)\s*[-+]?\d",
    re.I,
)
UNREAL = re.compile(
    r"\b(?:in|from)\s+(?:the|an?|my|our)\s+(?:\w+\s+)?(?:example|notes|lecture|lesson|tutorial)\b"
    r"|\bfor\s+(?:an?|the|another)\s+(?:\w+\s+)?(?:beam|span|problem|case)\s+(?:of\s+|with\s+)?(?:twice|double|half|another"
    r"|a\s+different|different)\b|"
    r"\b(?:for|by|in) comparison\b|\bif\b.*\b(?:were|was|had|would|doubled|halved|moved|replaced|removed"
    r"|reversed)\b|\b(?:would"
    r"|could) (?:be|hold|apply|follow|give|yield|produce|cause|equal|require|result|need|lead)\b"
    r"|\bhad\s+(?:the|this|that|it|we|one)\b.*\b(?:been|had)\b|^\W*(?:were|should|had)\s+(?:\S+\s*=|the|it|we|one)"
    r"|\bif\s+(?:you|one|we|they)\s+(?:forget|neglect|ignore|omit|confuse|swap|mix|misplace|use the wrong)",
    re.I | re.S,
)
CONTRAST = re.compile(
    r"^\W*(?:it|they)(?:'s|'re|\s+(?:is|are|equals?))\b"
    r"|^\W*here,?\s|\b(?:but|instead(?! of)|rather(?! than)|in fact|actually|in reality"
    r"|correct(?:ed|ly)?(?: (?:values?|results?|answers?|reactions?|ones?))?|should (?:be|read)"
    r"|the (?:true|real|actual|right) (?:values?|ones?|answers?|results?))\b",
    re.I,
)
MENDED = re.compile(
    r"\b(?:can't|cannot|can not|could not|do not|did not)\s+(?:see|find|spot|detect)\s+(?:any|an?)\s+\w+|"
    r"\b(?:no|without(?: an?y?)?|beyond(?: any)?|little)\s+(?:reasonable\s+)?doubts?\b|\bnot only\b"
    r"|\b(?:correct(?:ing|ed)|fix(?:ing|ed)|after|without)\b[^=:]{0,30}\b(?:mistakes?|errors?|slips?|typos?)\b",
    re.I,
)
