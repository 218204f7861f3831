#!/usr/bin/env python3
"""Rules about the code that no compiler checks: layers, sizes, and that system calls are made in sys/ only.

usage: lint.py SOURCE_ROOT INIT_IMAGE ARCHIVE...
"""
import os
import re
import subprocess
import sys

# A layer may include itself and what stands above it in this table.
LAYERS = {
    'sys': set(),
    'base': {'sys'},
    'program': set(),
    'oci': {'base', 'sys'},
    'fs': {'base', 'sys'},
    'seccomp': {'base', 'sys', 'oci'},
    'cgroup': {'base', 'sys', 'oci', 'fs'},
    'plan': {'base', 'sys', 'oci', 'program', 'seccomp'},
    'state': {'base', 'sys', 'oci', 'fs', 'cgroup', 'program'},
    'launch': {'base', 'sys', 'fs', 'program', 'plan', 'oci'},
    'host': {'base', 'sys', 'oci', 'fs', 'program', 'seccomp', 'cgroup', 'plan', 'state', 'launch'},
    'cli': {'base', 'sys', 'oci', 'plan', 'seccomp', 'host'},
    'init': {'sys', 'program', 'fs'},
}

# Libraries that live in one translation unit.
ONE_UNIT = {'nlohmann/': 'src/oci/json.cc', 'seccomp.h': None}

FORBIDDEN_HEADERS = ('<iostream>', '<locale>', '<regex>', '<filesystem>', '<fstream>', '<sstream>')

# What only sys/ does. The C library's own archive members are not looked at: only what our layers ask for.
FORBIDDEN_SYMBOLS = set('''
open open64 openat openat64 creat read write pread pread64 pwrite pwrite64 close mkdir mkdirat rmdir unlink unlinkat rename renameat
renameat2 symlink symlinkat link linkat mknod mknodat mkfifo chmod fchmod fchmodat chown fchown lchown fchownat mount umount umount2
pivot_root chroot chdir fchdir setns unshare clone fork vfork execve execv execvp execvpe fexecve posix_spawn system popen kill
prctl ioctl fcntl fcntl64 mmap mmap64 munmap setuid setgid setresuid setresgid setgroups capset capget ptrace syscall socket
connect sendmsg recvmsg poll ppoll waitpid waitid wait4 stat stat64 lstat lstat64 fstat fstat64 fstatat fstatat64 statx access faccessat readlink readlinkat
opendir readdir readdir64 getenv secure_getenv setenv setlocale fopen fopen64
'''.split())
# The entry point and the sinks of the command line: argv, environment and stdio are their business.
ALLOWED_SYMBOLS = {'cli': {'getenv', 'secure_getenv'}, 'cgroup': set()}

MAX_FILE = 400
MAX_FUNCTION = 50
MAX_INIT = 32 * 1024

problems = []


def problem(where, what):
    problems.append(f'{where}: {what}')


def layer_of(path):
    parts = path.split('/')
    return parts[2] if parts[0] == 'include' else parts[1]


def sources(root):
    for top in ('src', 'include', 'tests', 'integration'):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if name.endswith(('.cc', '.h', '.c')):
                    yield os.path.relpath(os.path.join(folder, name), root)


def check_includes(path, text):
    if not path.startswith(('src/', 'include/')) or path.count('/') < 2:
        return
    layer = layer_of(path)
    if layer not in LAYERS:
        problem(path, f'layer {layer!r} is not in the table of layers')
        return
    for included in re.findall(r'#include "dray/(\w+)/', text):
        if included != layer and included not in LAYERS[layer]:
            problem(path, f'layer {layer} may not include dray/{included}/')
    for library, unit in ONE_UNIT.items():
        if f'#include <{library}' in text and unit is not None and path != unit:
            problem(path, f'{library} belongs into {unit}')
    for header in FORBIDDEN_HEADERS:
        if f'#include {header}' in text:
            problem(path, f'{header} is not used here')
    if layer != 'sys' and '"dray/sys/raw.h"' in text:
        problem(path, 'raw system calls are made in sys/ only')


def functions(lines):
    """(first line, length) of function bodies: a line that ends with "{" at namespace level and looks like a definition."""
    start = None
    for number, line in enumerate(lines):
        if start is None:
            if re.match(r'^(?!namespace|struct|class|enum|union|extern "C" \{|#)[\w\[].*\)[^;]*\{$', line):
                start = number
        elif line.startswith('}'):
            yield start + 1, number - start - 1
            start = None


def check_sizes(path, text):
    lines = text.split('\n')
    if len(lines) - 1 > MAX_FILE:
        problem(path, f'{len(lines) - 1} lines, more than {MAX_FILE}')
    if path.startswith('tests/'):  # a table of cases may be long
        return
    for first, length in functions(lines):
        if length > MAX_FUNCTION:
            problem(f'{path}:{first}', f'function of {length} lines, more than {MAX_FUNCTION}')


def check_symbols(archive):
    layer = re.search(r'libdray-(\w+)\.a$', archive).group(1)
    output = subprocess.run(['nm', '-u', archive], capture_output=True, text=True, check=True).stdout
    used = set(re.findall(r'^\s+U (\w+)', output, re.M))
    for symbol in sorted((used & FORBIDDEN_SYMBOLS) - ALLOWED_SYMBOLS.get(layer, set())):
        problem(archive, f'calls {symbol}, which only sys/ may')


def check_init(image):
    size = os.path.getsize(image)
    if size > MAX_INIT:
        problem(image, f'{size} bytes, more than {MAX_INIT}')
    headers = subprocess.run(['readelf', '-lW', image], capture_output=True, text=True, check=True).stdout
    for forbidden in ('INTERP', 'DYNAMIC', 'RWE'):
        if forbidden in headers:
            problem(image, f'has a {forbidden} segment')


def main():
    root, image, *archives = sys.argv[1:]
    for path in sources(root):
        with open(os.path.join(root, path), encoding='utf-8') as file:
            text = file.read()
        check_includes(path, text)
        check_sizes(path, text)
    check_init(image)
    for archive in archives:
        check_symbols(archive)
    print('\n'.join(problems) or 'lint: nothing found')
    return 1 if problems else 0


sys.exit(main())
