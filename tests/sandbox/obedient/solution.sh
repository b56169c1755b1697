read -r order a b
case $order in
add) echo $((a + b)) ;;
fail) exit 3 ;;
crash) kill -SEGV $$ ;;
spin) while :; do :; done ;;
hog) x=1234567890; while :; do x=$x$x; done ;;
multiply) while :; do sleep 60 & done ;;
flood) while :; do echo water; done ;;
esac
