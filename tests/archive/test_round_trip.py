"""A circle goes into an archive and comes out of it elsewhere: table by table and file by file the same."""

import tarfile
from io import BytesIO

from shared_apps.runs.models import Run
from tests.archive.carrying import bring_in, export, plain, put_files, said


def test_first(committed, calderdale):
    put_files(calderdale)
    path = export(calderdale)
    print(path.stat().st_size)
    with tarfile.open(fileobj=BytesIO(plain(path))) as tar:
        print([(m.name, m.size) for m in tar])
        print(tar.extractfile("summary.txt").read().decode())
    run = bring_in(path, "todmorden")
    assert run.state == Run.State.DONE, said(run)
