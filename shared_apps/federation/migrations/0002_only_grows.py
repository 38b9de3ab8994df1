"""What has been written down here stays: a statement that would change or remove such a line is refused."""

from django.db import migrations

LISTS = (
    "agreementversion",
    "circlefact",
    "featurechange",
    "figurechoice",
    "figurereport",
    "incidentnote",
    "signature",
    "stagechange",
    "supportview",
    "tick",
)

FUNCTION = """
CREATE FUNCTION coop.only_grows() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'The list % only grows.', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION coop.only_grows() IS 'Keeps a list from being changed: lines are added, and none is taken away.';
"""


def trigger(name: str) -> str:
    return (
        f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON public.federation_{name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION coop.only_grows()"
    )


class Migration(migrations.Migration):
    dependencies = [("federation", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION coop.only_grows()"),
        *(migrations.RunSQL(trigger(name), f"DROP TRIGGER only_grows ON public.federation_{name}") for name in LISTS),
    ]
