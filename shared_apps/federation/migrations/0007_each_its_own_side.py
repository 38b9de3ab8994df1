"""The console's role adds only what is the national co-op's to say: ticks of its own side, and support sessions to which
nobody has consented yet. Rights on tables cannot tell these apart, so the tables do."""

from django.db import migrations

KEPT = """
CREATE FUNCTION coop.is_the_circles_to_say() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'Only the circle can say this.' USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION coop.is_the_circles_to_say() IS 'Keeps the console from speaking for a circle.';

CREATE TRIGGER each_its_own_side BEFORE INSERT ON public.federation_tick FOR EACH ROW
    WHEN (current_user = 'coopbox_console' AND NEW.side <> 'federation')
    EXECUTE FUNCTION coop.is_the_circles_to_say();
CREATE TRIGGER each_its_own_side BEFORE INSERT ON public.federation_supportsession FOR EACH ROW
    WHEN (current_user = 'coopbox_console' AND NEW.consented_at IS NOT NULL)
    EXECUTE FUNCTION coop.is_the_circles_to_say()
"""
TAKEN_AWAY = """
DROP TRIGGER each_its_own_side ON public.federation_tick;
DROP TRIGGER each_its_own_side ON public.federation_supportsession;
DROP FUNCTION coop.is_the_circles_to_say()
"""


class Migration(migrations.Migration):
    dependencies = [("federation", "0006_domain_doors")]

    operations = [migrations.RunSQL(KEPT, TAKEN_AWAY)]
