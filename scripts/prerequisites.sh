# shellcheck shell=bash
# Part of the launcher: is everything there that a command needs? Sets `java` and `mvn`. Expects say, refuse, root and state.
# shellcheck disable=SC2034,SC2154

java='' mvn='' jdk_found='' browser=no
missing=() packages=() unfixable=()

# at_least HAVE WANT: compares up to three numbers
at_least() {
    local -a have want
    local i h w
    IFS=. read -ra have <<<"$1"
    IFS=. read -ra want <<<"$2"
    for i in 0 1 2; do
        h=${have[i]:-0} w=${want[i]:-0}
        h=${h%%[!0-9]*}
        ((10#${h:-0} > 10#$w)) && return 0
        ((10#${h:-0} < 10#$w)) && return 1
    done
    return 0
}

# lacking NAME NEEDED FOUND [PACKAGE]
lacking() {
    missing+=("$1: needed $2, found $3")
    if [[ -n ${4:-} ]]; then packages+=("$4"); else unfixable+=("$1"); fi
}

# probe NAME PACKAGE VERSION COMMAND…: the command must exist and, where a version is named, print at least that
probe() {
    local name=$1 package=$2 wanted=$3 text
    shift 3
    if ! type -P "$1" >/dev/null; then
        lacking "$name" "${wanted:+≥ }${wanted:-any version}" none "$package"
    elif [[ -n $wanted ]]; then
        text=$("$@" 2>&1) || text=''
        [[ $text =~ [0-9]+(\.[0-9]+)+ ]] || BASH_REMATCH=('?')
        at_least "${BASH_REMATCH[0]/\?/0}" "$wanted" || lacking "$name" "≥ $wanted" "${BASH_REMATCH[0]} ($(type -P "$1"))" "$package"
    fi
}

# Every folder that may hold a JDK, the caller's own choice first.
jdk_folders() {
    local on_path
    printf '%s\n' "${JAVA_HOME:-}"
    printf '%s\n' /usr/lib/jvm/*25* /usr/lib/jvm/* /usr/java/* /opt/*/ /opt/*/*25* "${SDKMAN_CANDIDATES_DIR:-${HOME:-}/.sdkman/candidates}"/java/*
    if on_path=$(type -P java); then
        on_path=$(readlink -f -- "$on_path")
        printf '%s\n' "${on_path%/bin/java}"
    fi
}

# find_jdk COMPILER: sets java to a running Java 25 (with a compiler, if yes), else jdk_found to what there was instead
find_jdk() {
    local compiler=$1 folder real text version key line seen=' ' known=$state/java-$1
    key=${JAVA_HOME:-none}
    if [[ -r $known ]]; then
        { IFS= read -r line && IFS= read -r java; } <"$known" || java=''
        if [[ $line == "$key" && -x $java && ! $java -nt $known ]]; then return; fi
        java=''
    fi
    while IFS= read -r folder; do
        real=$(readlink -f -- "$folder") || continue
        [[ -n $folder && -x $real/bin/java && $seen != *" $real "* ]] || continue
        seen+="$real "
        text=$(env -u JAVA_TOOL_OPTIONS -u _JAVA_OPTIONS -u JDK_JAVA_OPTIONS "$real/bin/java" -version 2>&1) || continue
        [[ $text =~ version\ \"([^\"]+)\" ]] || continue
        version=${BASH_REMATCH[1]}
        if [[ ${version%%[!0-9]*} != 25 ]]; then
            jdk_found+="${jdk_found:+, }$version ($real)"
        elif [[ $compiler == yes && ! -x $real/bin/javac ]]; then
            jdk_found+="${jdk_found:+, }$version without javac ($real)"
        else
            java=$real/bin/java
            if mkdir -p -- "$state" 2>/dev/null && [[ -w $state ]]; then
                printf '%s\n%s\n' "$key" "$java" >"$known.$$" && mv -f -- "$known.$$" "$known"
            fi
            return
        fi
    done < <(jdk_folders)
}

find_maven() {
    local candidate text found=''
    for candidate in "$(type -P mvn || true)" "${MAVEN_HOME:-/nowhere}/bin/mvn" /opt/maven/bin/mvn \
        "${SDKMAN_CANDIDATES_DIR:-${HOME:-}/.sdkman/candidates}/maven/current/bin/mvn"; do
        [[ -n $candidate && -x $candidate ]] || continue
        # without a JDK of ours it still can say its version with the one it finds itself
        text=$(JAVA_HOME=${java:+${java%/bin/java}} MAVEN_OPTS='' "$candidate" --version 2>&1) || text=''
        [[ $text =~ Maven\ ([0-9][0-9.]*) ]] || { found="does not run ($candidate)" && continue; }
        if at_least "${BASH_REMATCH[1]}" 3.8.7; then
            mvn=$candidate
            return
        fi
        found="${BASH_REMATCH[1]} ($candidate)"
    done
    lacking Maven '≥ 3.8.7' "${found:-none}" maven
}

probe_sandbox() {
    local tool absent=''
    probe Node nodejs 18 node --version
    probe npm npm '' npm
    probe bubblewrap bubblewrap 0.8 bwrap --version
    probe nftables nftables '' nft
    probe iproute2 iproute2 '' ip
    for tool in nsenter setpriv prlimit unshare flock setsid; do
        type -P "$tool" >/dev/null || absent+=" $tool"
    done
    if [[ -n $absent ]]; then
        lacking util-linux 'nsenter, setpriv, prlimit, unshare, flock, setsid' "no$absent" util-linux
    elif [[ $(unshare --help 2>&1) != *--map-current-user* ]]; then
        lacking util-linux 'unshare --map-current-user' "$(unshare --version)" util-linux
    fi
}

probe_all() {
    local command=$1 built=$2 compiler=no
    missing=() packages=() unfixable=() jdk_found=''
    case $built:$command in
        no:* | *:test | *:bench | *:fuzz) compiler=yes ;;
    esac
    find_jdk "$compiler"
    if [[ -z $java ]]; then
        if apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
            lacking 'JDK' '25' "${jdk_found:-none}" openjdk-25-jdk-headless
        else
            lacking 'JDK' '25' "${jdk_found:-none}"
        fi
    fi
    if [[ $built == no || $command == test ]]; then
        find_maven
        type -P flock >/dev/null || case $command in
            story | drill | add | run | up | test | bench) ;;
            *) lacking util-linux flock none util-linux ;;
        esac
    fi
    case $command in
        story | drill | add | run | up | test | bench) probe_sandbox ;;
    esac
    case $command in
        test | fuzz) probe patch patch '' patch ;;
    esac
    if [[ $command == test ]]; then
        probe Go golang-go '' go
        probe strace strace 5.3 strace --version
        [[ -e /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog/tlog.go ]] ||
            lacking "Go's x/mod library" "under /usr/share/gocode" none golang-golang-x-mod-dev
        # the browser tests are tagged full, and nothing else needs a browser
        [[ $browser == no ]] || probe Chromium chromium 120 chromium --version
    fi
}

print_missing() {
    local line
    say "prerequisite.missing: this machine lacks what \`stoplock${1:+ $1}\` needs"
    for line in "${missing[@]}"; do printf '  %s\n' "$line" >&2; done
}

# Prints what is left to do by hand, and exits 7.
give_up() {
    local hints=()
    if [[ ${#packages[@]} -gt 0 ]]; then
        if [[ -e /etc/debian_version ]]; then
            hints+=("sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages[*]}")
        else
            hints+=("install with this system's package manager (Debian's names): ${packages[*]}")
        fi
    fi
    if [[ " ${unfixable[*]-} " == *" JDK "* ]]; then
        hints+=("JDK 25: https://adoptium.net/temurin/releases/?version=25 unpacked under /usr/lib/jvm or /opt, or \`sdk install java 25-tem\`,"
            "or any JDK 25 with JAVA_HOME set to its folder; then run the same command again")
    fi
    printf 'hint: %s\n' ${hints[@]+"${hints[@]}"} >&2
    exit 7
}

install_packages() {
    local log=$state/apt.log options=(-q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
    mkdir -p -- "$state" 2>/dev/null && [[ -w $state ]] || log=$(mktemp /tmp/stoplock-apt.XXXXXX)
    say "installing with apt, as root: ${packages[*]} (log: $log)"
    export DEBIAN_FRONTEND=noninteractive
    # an index that cannot be refreshed may still be good enough: what counts is checked afterwards
    apt-get "${options[@]}" update >"$log" 2>&1 </dev/null || say "apt-get update failed; trying with the index there is"
    # NodeSource's nodejs brings npm, and conflicts with Debian's package of that name
    if [[ " ${packages[*]} " == *" nodejs "* ]] && apt-cache show --no-all-versions nodejs 2>/dev/null | grep -q '^Conflicts:.*npm'; then
        mapfile -t packages < <(printf '%s\n' "${packages[@]}" | grep -vx npm)
    fi
    apt-get "${options[@]}" install --no-install-recommends "${packages[@]}" >>"$log" 2>&1 </dev/null ||
        say "apt-get install failed: $(grep -m1 '^E:' "$log" || tail -n1 "$log")"
    hash -r
}

# require COMMAND BUILT: returns when everything is there, else installs it or exits 7
require() {
    probe_all "$1" "$2"
    [[ ${#missing[@]} -gt 0 ]] || return 0
    print_missing "$1"
    if [[ $EUID -eq 0 && -e /etc/debian_version && ${#unfixable[@]} -eq 0 ]] && type -P apt-get >/dev/null; then
        install_packages
        probe_all "$1" "$2"
        [[ ${#missing[@]} -gt 0 ]] || return 0
        say "still missing after apt"
        print_missing "$1"
    fi
    give_up
}
