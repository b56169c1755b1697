set -euo pipefail
read -r word
if [[ $word == probe ]]; then sh probe.sh; exit; fi
mkdir -p a/b/c; echo text > a/b/f; cp -a a z; mv z/b/f a/b/c/h; ln a/b/f k; ln -s f a/b/l
truncate -s 100 k; chmod 600 k; touch -d 2020-01-01 k; [[ $(stat -c %s k) == 100 && $(readlink -f a/b/l) == */a/b/f ]]
[[ $(find a -type f | sort | wc -l) == 2 && $(du -s a | cut -f2) == a && -p /dev/stdout || -f k ]]
dd if=/dev/zero of=big bs=1M count=4 status=none; sync; [[ $(wc -c < big) == 4194304 ]]; df . > /dev/null
tar cf - a | gzip | gunzip | tar tf - | grep b/f > names; sed -i s/text/new/ a/b/f; [[ $(< a/b/f) == new ]]
sha256sum a/b/f | awk '{print length($1)}' | grep -qx 64; seq 9 | tac | head -1 | grep -qx 9; sort -n --parallel=2 <(seq 9 -1 1) | head -1 | grep -qx 1
mkfifo pipe; (echo through > pipe) & [[ $(cat pipe) == through ]]; wait
sleep 60 & kill $!; wait $! || [[ $? == 143 ]]
trap 'noted=1' USR1; kill -USR1 $$; [[ $noted == 1 ]]
coproc cat; echo co >&"${COPROC[1]}"; read -r back <&"${COPROC[0]}"; [[ $back == co ]]
[[ $(timeout 9 echo in time) == "in time" && $(nproc) -gt 0 && $(id -u) -gt 0 && $(hostname) == sandbox ]]
[[ $(xargs -P 3 -n 1 echo < <(seq 3) | wc -l) == 3 && $(date +%Y) -gt 2000 && -n $(mktemp) && $(uname -m) == x86_64 ]]
printf '%s\n' {1..1000} | tee copy | split -l 100 - part; ls part* | wc -l | grep -qx 10; diff -q copy <(cat part*); nice -n 1 true; ulimit -n > /dev/null
rm -rf a z; echo works
