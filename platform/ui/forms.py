"""How forms look: `{{ form }}` in any template is a whole, accessible form body, errors first.

Set `FORM_RENDERER = "ui.forms.HouseRenderer"`. Each field is its label, hint, error and input, in that order, as GOV.UK
found works best; a form with errors opens with a summary whose links lead to each of them.
"""

from django.forms.renderers import DjangoTemplates


class HouseRenderer(DjangoTemplates):
    """Django's own renderer with our templates for forms and fields."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
