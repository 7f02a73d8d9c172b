"""How a command ends: the one list of exit codes of the command line."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class ExitCode(IntEnum):
    """What a script may rely on; `EXIT_CODES_FR` says it to people."""

    DONE = 0
    FAILED = 1
    WRONG_INPUT = 2
    NOT_TESTABLE = 3
    DIFFERENT = 4
    NOT_READY = 5
    INTERRUPTED = 130


EXIT_CODES_FR: Final = {
    ExitCode.DONE: "tout est fait",
    ExitCode.FAILED: "une étape, une porte ou un seuil a échoué, ou un imprévu ; rien n’est publié de ce mois",
    ExitCode.WRONG_INPUT: "ce qui fut donné est faux (argument, fichier, liste) : le message dit quoi et où",
    ExitCode.NOT_TESTABLE: "on ne peut pas le dire (claim : affirmation non testable)",
    ExitCode.DIFFERENT: "des différences furent trouvées",
    ExitCode.NOT_READY: "cette machine n’est pas prête, ou la base est tenue par un autre programme",
    ExitCode.INTERRUPTED: "interrompu (Ctrl-C) ; la même commande reprend où elle en était",
}
