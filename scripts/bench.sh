# shellcheck shell=bash
# Part of the launcher: `stoplock bench`. Expects what stoplock, prerequisites.sh and build.sh define, and a built program.
# shellcheck disable=SC2154

# debian_nginx: prints a path of nginx. Debian's package is unpacked, not installed: installing would start a service.
debian_nginx() {
    local found folder=$state/nginx log=$state/nginx.log
    if found=$(type -P nginx); then
        printf '%s\n' "$found"
        return
    fi
    if [[ ! -x $folder/usr/sbin/nginx ]]; then
        type -P apt-get >/dev/null && type -P dpkg-deb >/dev/null ||
            refuse prerequisite.missing "the egress benchmark needs nginx to compare with" "install nginx, then run it again"
        say "unpacking Debian's nginx under $folder (log: $log)"
        rm -rf -- "$folder"
        mkdir -p -- "$folder"
        (cd -- "$folder" && apt-get -q -o APT::Sandbox::User=root download nginx && dpkg-deb -x nginx_*.deb .) >"$log" 2>&1 </dev/null ||
            { [[ $EUID -eq 0 ]] && apt-get -q update >>"$log" 2>&1 </dev/null &&
                (cd -- "$folder" && apt-get -q -o APT::Sandbox::User=root download nginx && dpkg-deb -x nginx_*.deb .) >>"$log" 2>&1 </dev/null; } ||
            refuse prerequisite.missing "nginx could not be fetched (log: $log)" "sudo apt-get update, or install nginx"
    fi
    "$folder/usr/sbin/nginx" -v >/dev/null 2>&1 ||
        refuse prerequisite.missing "the unpacked nginx does not start: $("$folder/usr/sbin/nginx" -v 2>&1 | head -n1)" "install nginx"
    printf '%s\n' "$folder/usr/sbin/nginx"
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
    mkdir -p -- "$state" 2>/dev/null && [[ -w $state ]] ||
        refuse launcher.not-writable "the benchmarks are built in $root, and $(id -un) cannot write there" "clone it to a folder of yours"
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
