# Runs a program for what it defines: functions, variables and options go to files, as data that nobody evaluates.
readonly STEELYARD_STATE=$1 STEELYARD_PROGRAM=$2
STEELYARD_BEFORE=" $(compgen -A variable | tr '\n' ' ') STEELYARD_BEFORE "
set --
source "$STEELYARD_PROGRAM" || true
{
    shopt | while read -r name value; do [[ $value = on ]] && printf '%s\0' "$name"; done
    printf '\0'
} >"$STEELYARD_STATE/options"
for name in $(compgen -A variable); do
    [[ $STEELYARD_BEFORE = *" $name "* || $name = STEELYARD_* || $name = name || $name = BASH_* ]] && continue
    how=$(declare -p "$name" 2>/dev/null) || continue
    how=${how#declare -}
    how=${how%% *}
    declare -n value=$name
    case $how in
    *[aA]*)
        printf '%s\0' "$how" "$name" "${#value[@]}"
        for key in "${!value[@]}"; do printf '%s\0' "$key" "${value[$key]}"; done
        ;;
    *) printf '%s\0' "$how" "$name" 1 '' "$value" ;;
    esac
    unset -n value
done >"$STEELYARD_STATE/variables"
for name in $(compgen -A function); do export -f "$name"; done
env -0 >"$STEELYARD_STATE/environment"
