# shellcheck shell=bash
# Part of the launcher: `stoplock bench`. Expects what stoplock, prerequisites.sh and build.sh define, and a built program.
# shellcheck disable=SC2154

# unpack_nginx FOLDER: Debian's package, unpacked and not installed, because installing would start a service
unpack_nginx() (
    rm -rf -- "$1"
    mkdir -p -- "$1"
    cd -- "$1" || return
    apt-get -q -o APT::Sandbox::User=root download nginx && dpkg-deb -x nginx_*.deb .
)

# debian_nginx: prints the path of an nginx
debian_nginx() {
    local folder=$state/nginx log=$state/nginx.log program=$state/nginx/usr/sbin/nginx
    if type -P nginx; then return; fi
    if [[ ! -x $program ]]; then
        if ! type -P apt-get >/dev/null || ! type -P dpkg-deb >/dev/null; then
            refuse prerequisite.missing "the egress benchmark needs nginx to compare with" "install nginx, then run it again"
        fi
        say "unpacking Debian's nginx under $folder (log: $log)"
        if ! unpack_nginx "$folder" >"$log" 2>&1 </dev/null; then
            [[ $EUID -ne 0 ]] || apt-get -q update >>"$log" 2>&1 </dev/null || say "apt-get update failed; trying with the index there is"
            unpack_nginx "$folder" >>"$log" 2>&1 </dev/null ||
                refuse prerequisite.missing "nginx could not be fetched (log: $log)" "sudo apt-get update, or install nginx"
        fi
    fi
    "$program" -v >/dev/null 2>&1 ||
        refuse prerequisite.missing "the unpacked nginx does not start: $("$program" -v 2>&1 | head -n1)" "install nginx"
    printf '%s\n' "$program"
}

# load_drivers PROGRAM: compiles the load drivers against the built program, and prints the folder of their classes
load_drivers() {
    local program=$1 sources=$root/bench/src/main digest classes staging
    digest=$(cd -- "$sources" && { printf '%s\n' "${program##*/}" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum --; } |
        sha256sum | cut -c1-24)
    classes=$state/bench-$digest
    if [[ ! -e $classes ]]; then
        say "building the load drivers"
        find "$state" -maxdepth 1 -name 'bench-*' -exec rm -rf -- {} +
        staging=$(mktemp -d "$state/staging-bench.XXXXXX")
        "${java%/java}/javac" -d "$staging" --release 25 -parameters -cp "$program/*" "$sources"/java/dev/stoplock/bench/load/*.java
        cp -R -- "$sources/resources/." "$staging/"
        chmod 755 "$staging"
        mv -T -- "$staging" "$classes"
    fi
    printf '%s\n' "$classes"
}

# run_bench PROGRAM bench NAME… [--quick] [--results DIR]: becomes the load drivers
run_bench() {
    local program=$1 classes nginx='' word egress=no quick=no properties=()
    shift 2
    if ! mkdir -p -- "$state" 2>/dev/null || [[ ! -w $state ]]; then
        refuse launcher.not-writable "the benchmarks are built in $root, and $(id -un) cannot write there" "clone it to a folder of yours"
    fi
    for word in "$@"; do
        case $word in
            egress | all) egress=yes ;;
            --quick) quick=yes ;;
        esac
    done
    # two at once would measure each other
    exec 7>>"$state/bench.lock"
    if ! flock -n 7; then
        say "another ./stoplock bench runs in this checkout; waiting for it"
        flock 7
    fi
    classes=$(load_drivers "$program")
    if [[ $egress == yes && $quick == yes ]]; then
        nginx=$(type -P nginx || true)
        [[ -n $nginx || ! -x $state/nginx/usr/sbin/nginx ]] || nginx=$state/nginx/usr/sbin/nginx
    elif [[ $egress == yes ]]; then
        nginx=$(debian_nginx)
    fi
    properties=("-Dstoplock.bench.launcher=$self" "-Dstoplock.bench.nginx=$nginx" "-Dstoplock.bench.results=$root/bench/results")
    [[ -z ${STOPLOCK_BENCH_PROFILE:-} ]] || properties+=("-Dstoplock.bench.profile=$STOPLOCK_BENCH_PROFILE")
    exec "$java" --add-exports=java.base/sun.nio.ch=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
        -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 "${properties[@]}" -cp "$classes:$program/*" dev.stoplock.bench.load.LoadMain "$@"
}
