"""Makes psycopg2, libpq and Synapse complain: complain.py HOW ARGUMENT..."""
import ctypes
import os
import re
import subprocess
import sys
import sysconfig


def connect(to, *statements):
    import psycopg2
    cursor = psycopg2.connect(to).cursor()
    for sql in statements:
        cursor.execute(sql)


def version():
    import psycopg2.extensions
    print(psycopg2.__version__.split(" ")[0], psycopg2.extensions.libpq_version())


def module():
    import psycopg2


def synapse():
    """What Synapse does with a configuration that names psycopg2."""
    from synapse.storage.engines import create_engine
    create_engine({"name": "psycopg2"})


def without_psycopg2(then, folder):
    """All that is installed but the module itself."""
    installed = sysconfig.get_paths()["purelib"]
    for name in os.listdir(installed):
        if not name.startswith("psycopg2"):
            os.symlink(os.path.join(installed, name), os.path.join(folder, name))
    sys.path = [folder if os.path.realpath(p) == os.path.realpath(installed) else p for p in sys.path]
    globals()[then]()


def without_libpq(then, folder):
    """A view of the file system, for this process alone, in which the library is not installed."""
    installed = sysconfig.get_paths()["platlib"]
    for name in os.listdir(os.path.join(installed, "psycopg2")):
        if name.startswith("_psycopg") and name.endswith(".so"):
            needs = subprocess.run(["ldd", os.path.join(installed, "psycopg2", name)], capture_output=True, text=True).stdout
    libraries = os.path.realpath(os.path.dirname(re.search(r"libpq\S* => (\S+)", needs).group(1)))
    call = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    new_user, new_mounts, bind, recursive, private = 0x10000000, 0x20000, 0x1000, 0x4000, 0x40000

    def must(result):
        if result != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    must(call.unshare(new_user | new_mounts))
    for name, text in [("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")]:
        with open("/proc/self/" + name, "w") as file:
            file.write(text)
    must(call.mount(b"none", b"/", None, recursive | private, None))
    must(call.mount(libraries.encode(), folder.encode(), None, bind | recursive, None))
    must(call.mount(b"none", libraries.encode(), b"tmpfs", 0, None))
    for name in os.listdir(folder):
        if not name.startswith("libpq."):
            os.symlink(os.path.join(folder, name), os.path.join(libraries, name))
    globals()[then]()


globals()[sys.argv[1]](*sys.argv[2:])
print("no error", file=sys.stderr)
