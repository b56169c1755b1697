# Runs a test over functions that have come in through the environment, and variables that are given as data.
while IFS= read -r -d '' option && [[ $option ]]; do
    case $option in
    extglob | globstar | nullglob | dotglob | failglob | nocaseglob | nocasematch | lastpipe | localvar_inherit)
        shopt -s "$option"
        ;;
    esac
done <"$1/options"
while IFS= read -r -d '' how && IFS= read -r -d '' name && IFS= read -r -d '' count; do
    [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ && $count =~ ^[0-9]+$ ]] || exit 96
    case $name in BASH* | IFS | PATH | PS4 | how | name | count | key | value | target) name=_ ;; esac
    case $how in
    *A*) declare -A "$name" ;;
    *a*) declare -a "$name" ;;
    esac
    declare -n target=$name
    for ((; count > 0; count--)); do
        IFS= read -r -d '' key && IFS= read -r -d '' value || exit 96
        case $how in
        *A*) target[$key]=$value ;;
        *a*) [[ $key =~ ^[0-9]+$ ]] && target[$key]=$value ;;
        *) target=$value ;;
        esac
    done
    unset -n target
done <"$1/variables"
unset how name count key value option
rm -rf "$1"
# A function that is called in a subshell says its answer by what it prints: it sees neither functions of the test, nor
# variables that the test sets.
if [[ $2 = yes ]]; then
    steelyard_names=("${@:3}")
    steelyard_program=" $(compgen -A function | tr '\n' ' ')"
    steelyard_hide() {
        local name
        for name in $(compgen -A function); do
            case $name in test | '[' | steelyard_hide) continue ;; esac # which stay whatever happens
            [[ $steelyard_program = *" ${name#steelyard_real_} "* ]] || unset -f "$name"
        done
        for name in "${steelyard_names[@]}"; do
            [[ $name = name || ${!name@a} = *x* ]] || unset -v "$name"
        done
    }
    for name in $steelyard_program; do
        [[ $name = steelyard_* ]] && continue
        eval "steelyard_real_$(declare -f "$name")"
        eval "$name() { if ((BASH_SUBSHELL)); then (steelyard_hide; steelyard_real_$name \"\$@\"); else steelyard_real_$name \"\$@\"; fi; }"
    done
    readonly -f steelyard_hide
    unset name
fi
set --
test() { builtin test "$@"; }
function [ { builtin [ "$@"; }
readonly -f test [
IFS= read -r -d '' -u 9 steelyard_code
exec 9<&-
eval "unset steelyard_code; $steelyard_code"
