"""The public site holds what the circle says of itself."""

from kernel.sections import nobodys

nobodys("site.Page.*", "site.Version.*", "site.Picture.*", "site.SetUpTick.*", why="written to be published")
