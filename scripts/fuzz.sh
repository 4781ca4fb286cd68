# shellcheck shell=bash
# Part of the launcher: `stoplock fuzz`. Expects what stoplock, prerequisites.sh and build.sh define.
# A target is a class with one @FuzzTest method; its name is the class's, in small letters with dashes. Nothing lists them.
# shellcheck disable=SC2154

fuzz=$state/fuzz
fuzz_modules=(core gate lab)

# fuzz_targets: prints NAME MODULE CLASS METHOD of each
fuzz_targets() {
    local file module class name method
    while IFS= read -r file; do
        module=${file%%/*}
        class=${file#*/src/test/java/}
        class=${class%.java}
        class=${class//\//.}
        name=${class##*.}
        name=$(sed -E 's/FuzzTest$//; s/([a-z0-9])([A-Z])/\1-\2/g' <<<"$name")
        method=$(grep -A1 -F '@FuzzTest' "$root/$file" | sed -nE 's/^ *void ([A-Za-z0-9_]+)\(.*/\1/p')
        printf '%s %s %s %s\n' "${name,,}" "$module" "$class" "$method"
    done < <(cd -- "$root" && grep -rlE --include='*FuzzTest.java' '^ +@FuzzTest$' "${fuzz_modules[@]/%//src/test/java}" | sort)
}

fuzz_usage() {
    say "usage: ./stoplock fuzz [--minutes N | --planted] [TARGET…]"
    printf 'hint: the targets are %s\n' "$(fuzz_targets | cut -d' ' -f1 | paste -sd' ')" >&2
    exit 2
}

# Compiles a copy of the sources and tests, once for each state of them; sets fuzz_path, the class path
fuzz_build() {
    local digest module status=0 tree=$fuzz/tree log=$fuzz/build.log
    digest=$(cd -- "$root" && find pom.xml "${fuzz_modules[@]}" \( -name target -o -name node_modules \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum -- | sha256sum | cut -c1-24)
    if [[ ! -e $fuzz/digest || $(<"$fuzz/digest") != "$digest" ]]; then
        say "building with tests, for fuzzing (log: $log)"
        rm -rf -- "$tree" "$fuzz/digest"
        mkdir -p -- "$tree"
        tar -C "$root" --exclude=target --exclude=node_modules -cf - pom.xml "${fuzz_modules[@]}" app/pom.xml bench/pom.xml |
            tar -C "$tree" -xf -
        # shellcheck disable=SC2016
        (cd -- "$tree" && JAVA_HOME=${java%/bin/java} "$mvn" -B -pl lab -am test-compile \
            org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath '-Dmdep.outputFile=${project.build.directory}/path' \
            -Dchecks=off -Dspotless.check.skip=true </dev/null 2>&1) | tee -- "$log" | progress || status=$?
        if ((status != 0)); then
            say "the build failed; the first errors (all of it: $log)"
            grep -m12 -e '^\[ERROR\]' -- "$log" >&2 || tail -n 12 -- "$log" >&2
            exit 1
        fi
        printf '%s\n' "$digest" >"$fuzz/digest"
    fi
    fuzz_path=''
    for module in "${fuzz_modules[@]}"; do
        fuzz_path+="$tree/$module/target/test-classes:$tree/$module/target/classes:"
    done
    fuzz_path+=$(<"$tree/lab/target/path")
}

# jazzer PATH CLASS METHOD ARGUMENT…: the instrumented JVM; exits 77 when it found something. It starts in a folder of ours,
# since it takes further inputs from one named .cifuzz-corpus where it starts.
jazzer() (
    path=$1 class=$2 method=$3
    shift 3
    cd -- "$fuzz" || exit 1
    exec "$java" -Xmx768m -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        --add-exports=java.base/sun.nio.ch=ALL-UNNAMED -cp "$path" com.code_intelligence.jazzer.Jazzer \
        --hooks=true --instrumentation_includes='dev.stoplock.**:com.fasterxml.jackson.**' \
        --target_class="$class" --target_method="$method" --reproducer_path="$fuzz" "$@" </dev/null 2>&1
)

# watch_jazzer NAME: reads Jazzer's output; a line every ten seconds while it runs, and one at the end
watch_jazzer() {
    local name=$1 line runs=0 coverage=0 status=0 shown=$SECONDS started=$SECONDS
    while true; do
        status=0
        IFS= read -r -t 10 line || status=$?
        if ((status > 128)); then
            line=''
        elif ((status != 0)); then
            break
        fi
        if [[ $line =~ ^\#([0-9]+).*\ cov:\ ([0-9]+) ]]; then
            runs=${BASH_REMATCH[1]} coverage=${BASH_REMATCH[2]}
        elif [[ $line =~ ^stat::number_of_executed_units:\ ([0-9]+) ]]; then
            runs=${BASH_REMATCH[1]}
        fi
        if ((SECONDS - shown >= 10)); then
            say "  $name · $((SECONDS - started)) s · $runs executions · coverage $coverage"
            shown=$SECONDS
        fi
    done
    say "  $name · $((SECONDS - started)) s · $runs executions · coverage $coverage · end"
}

# fuzz_clean MINUTES NAME MODULE CLASS METHOD: 1 where something was found
fuzz_clean() {
    local minutes=$1 name=$2 module=$3 class=$4 method=$5 status=0 log=$fuzz/$2.log inputs before found
    inputs=$root/$module/src/test/resources/${class//.//}Inputs/$method
    mkdir -p -- "$fuzz/corpus/$name" "$inputs"
    before=$(find "$inputs" -type f | sort)
    jazzer "$fuzz_path" "$class" "$method" -max_total_time=$((minutes * 60)) -timeout=120 -report_slow_units=120 -print_final_stats=1 \
        -artifact_prefix="$inputs/" "$fuzz/corpus/$name" | tee -- "$log" | watch_jazzer "$name" || status=$?
    ((status != 0)) || return 0
    found=$(comm -13 <(printf '%s\n' "$before") <(find "$inputs" -type f | sort))
    say "fuzz.found: $name broke${found:+ on $found} (exit $status, log: $log)"
    grep -a -m1 -A3 -e '^== Java Exception' -e '^== Java Assertion' -e 'ERROR: libFuzzer' -- "$log" | cut -c1-300 >&2 || tail -n 5 -- "$log" >&2
    printf 'hint: %s\n' "see it again: mvn -pl $module -am test -Dtest=${class##*.} -Dsurefire.failIfNoSpecifiedTests=false" \
        "the input stays among the test's own, under a name of your choice: commit it with the fix" >&2
    return 1
}

# fuzz_planted NAME MODULE CLASS METHOD: applies the target's patch to a copy and expects that the target finds it; 1 where not
fuzz_planted() {
    local name=$1 module=$2 class=$3 method=$4 patch folder=$fuzz/planted/$1 status=0 started crash=() changed=()
    patch=$root/$module/src/test/fuzz/planted/$name.patch
    if [[ ! -e $patch ]]; then
        say "fuzz.not-planted: $name has no planted defect at ${patch#"$root"/}"
        return 1
    fi
    rm -rf -- "$folder"
    mkdir -p -- "$folder/tree/core/src" "$folder/classes" "$folder/corpus"
    cp -r -- "$root/core/src/main" "$folder/tree/core/src/main"
    if ! patch -s -p1 -d "$folder/tree" <"$patch" >"$folder/patch.log" 2>&1; then
        say "fuzz.not-planted: the patch ${patch#"$root"/} does not fit the sources any more ($folder/patch.log)"
        return 1
    fi
    mapfile -t changed < <(sed -nE 's|^\+\+\+ b/(\S+).*|\1|p' "$patch")
    if ! "${java%/java}/javac" -parameters --release 21 -nowarn -d "$folder/classes" -cp "$fuzz_path" "${changed[@]/#/$folder/tree/}" \
        >"$folder/javac.log" 2>&1; then
        say "fuzz.not-planted: the sources with ${patch#"$root"/} do not compile ($folder/javac.log)"
        return 1
    fi
    started=$SECONDS
    jazzer "$folder/classes:$fuzz_path" "$class" "$method" -max_total_time=300 -timeout=120 -report_slow_units=120 -print_final_stats=1 \
        -artifact_prefix="$folder/" "$folder/corpus" | tee -- "$folder/log" | watch_jazzer "$name" || status=$?
    mapfile -t crash < <(find "$folder" -maxdepth 1 -type f \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \))
    if ((status == 0 || ${#crash[@]} == 0)); then
        say "fuzz.not-found: $name did not find its planted defect in $((SECONDS - started)) s (exit $status, log: $folder/log)"
        return 1
    fi
    say "  $name found its planted defect after $((SECONDS - started)) s: $(grep -a -m1 -A4 '^== Java' "$folder/log" | tr -s '\n ' ' ' | cut -c1-160)"
    # what it found is the planted defect and no other one if the code as it is takes the same bytes
    if ! jazzer "$fuzz_path" "$class" "$method" "${crash[0]}" >"$folder/clean.log"; then
        say "fuzz.found: the same bytes break $name without the planted defect (${crash[0]}, log: $folder/clean.log)"
        return 1
    fi
}

# run_fuzz fuzz [--minutes N | --planted] [TARGET…]: never returns
run_fuzz() {
    local minutes='' planted=no wanted=() failed=() name module class method one started
    [[ $1 == fuzz ]] || fuzz_usage
    shift
    while [[ $# -gt 0 ]]; do
        case $1 in
            --minutes)
                [[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || fuzz_usage
                minutes=$2
                shift
                ;;
            --planted) planted=yes ;;
            -*) fuzz_usage ;;
            *)
                fuzz_targets | cut -d' ' -f1 | grep -qxF -e "$1" || fuzz_usage
                wanted+=("$1")
                ;;
        esac
        shift
    done
    [[ $planted == no || -z $minutes ]] || fuzz_usage
    require fuzz no
    if ! mkdir -p -- "$fuzz" 2>/dev/null || [[ ! -w $fuzz ]]; then
        refuse launcher.not-writable "fuzzing writes to $root, and $(id -un) cannot" "clone it to a folder of yours"
    fi
    exec 7>>"$fuzz/lock"
    if ! flock -n 7; then
        say "another ./stoplock fuzz runs in this checkout; waiting for it"
        flock 7
    fi
    # Threat: each of these makes the JVM load what the caller's environment names
    unset JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS CLASSPATH "${!LD_@}" "${!JAZZER_@}"
    SECONDS=0
    fuzz_build
    started=$SECONDS
    while read -r name module class method; do
        [[ ${#wanted[@]} -eq 0 || " ${wanted[*]} " == *" $name "* ]] || continue
        if [[ $planted == yes ]]; then
            fuzz_planted "$name" "$module" "$class" "$method" || failed+=("$name")
        else
            fuzz_clean "${minutes:-5}" "$name" "$module" "$class" "$method" || failed+=("$name")
        fi
    done < <(fuzz_targets)
    one=$([[ $planted == yes ]] && printf 'every planted defect was found' || printf 'nothing was found')
    if [[ ${#failed[@]} -eq 0 ]]; then
        say "$one, in $((SECONDS - started)) s"
        exit 0
    fi
    say "failed after $((SECONDS - started)) s: ${failed[*]}"
    exit 1
}
