# Loads a program in one shell, and runs its functions under a test in another that nothing of the program has touched.
# On standard input: the size of the test in characters, and the test, with a secret at its end that proves that it
# came there. The shell that loads the program never sees it.
here=${BASH_SOURCE%/*}
IFS= read -r -N 8 size
IFS= read -r -N "$((10#$size))" code
state=$(mktemp -d)
bash --noprofile --norc "$here/load.sh" "$state" "$1" </dev/null || exit
kill -9 -1 2>/dev/null # whatever loading has left running
mapfile -d '' -t loaded <"$state/environment"
declare -A taken
for name in $(compgen -bk) bash cmp diff env grep; do taken[$name]=1; done
kept=()
for entry in "${loaded[@]}"; do
    case $entry in
    BASH_FUNC_*'%%='*)
        name=${entry#BASH_FUNC_}
        [[ ${taken[${name%%'%%='*}]} ]] || kept+=("$entry")
        ;;
    BASH* | ENV=* | IFS=* | LD_* | PATH=* | POSIX* | PS4=* | SHELL* | _=*) ;;
    *) kept+=("$entry") ;;
    esac
done

exec 9< <(printf '%s' "$code")
unset code
exec env -i "${kept[@]}" PATH="$PATH" bash --noprofile --norc "$here/test.sh" "$state" "${@:2}"
