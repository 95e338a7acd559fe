"""Why a placement cannot be built."""

from simgui.core.errors import SimguiError


class MisfitError(SimguiError):
    """Something does not fit: memory, a link, a battery. Caught by the compiler, which makes it `Infeasible`.

    Parameters
    ----------
    reason : str
        What does not fit, with the numbers needed and available.
    remedies : tuple[str, ...]
        What would help.
    """

    def __init__(self, reason: str, remedies: tuple[str, ...]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedies = remedies
