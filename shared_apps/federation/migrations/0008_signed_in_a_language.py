"""A signature keeps the language of the words that were shown, beside which of the wordings it was.

The door takes the language as its last value, and may be asked without it, as the release before this one does.
"""

from django.db import migrations, models

SIGNING = """
DROP FUNCTION coop.sign_agreement(uuid, uuid, uuid, text, text);
CREATE FUNCTION coop.sign_agreement(
    signature uuid, version uuid, person uuid, name text, wording text, shown_in text DEFAULT ''
) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.federation_signature (id, version_id, circle_id, person_id, name, at, digest, wording, language)
    SELECT sign_agreement.signature, v.id, c.id, sign_agreement.person, sign_agreement.name, statement_timestamp(),
           v.digest, sign_agreement.wording, sign_agreement.shown_in
    FROM public.tenants_circle AS c JOIN public.federation_agreementversion AS v ON v.id = sign_agreement.version
    WHERE current_setting('role') = 'r_' || c.schema_name AND sign_agreement.person IS NOT NULL
      AND v.from_on <= (statement_timestamp() AT TIME ZONE 'Europe/London')::date
    ON CONFLICT (version_id, circle_id, person_id) WHERE person_id IS NOT NULL DO NOTHING;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION coop.sign_agreement(uuid, uuid, uuid, text, text, text) IS
    'A steward signs a version for their circle, with their name as they typed it. Twice is once.';
"""

AS_BEFORE = """
DROP FUNCTION coop.sign_agreement(uuid, uuid, uuid, text, text, text);
CREATE FUNCTION coop.sign_agreement(signature uuid, version uuid, person uuid, name text, wording text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO public.federation_signature (id, version_id, circle_id, person_id, name, at, digest, wording)
    SELECT sign_agreement.signature, v.id, c.id, sign_agreement.person, sign_agreement.name, statement_timestamp(),
           v.digest, sign_agreement.wording
    FROM public.tenants_circle AS c JOIN public.federation_agreementversion AS v ON v.id = sign_agreement.version
    WHERE current_setting('role') = 'r_' || c.schema_name AND sign_agreement.person IS NOT NULL
      AND v.from_on <= (statement_timestamp() AT TIME ZONE 'Europe/London')::date
    ON CONFLICT (version_id, circle_id, person_id) WHERE person_id IS NOT NULL DO NOTHING;
    RETURN FOUND;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("federation", "0007_each_its_own_side")]

    operations = [
        migrations.AddField("signature", "language", models.CharField(blank=True, db_default="", max_length=10)),
        migrations.RunSQL(SIGNING, AS_BEFORE),
    ]
