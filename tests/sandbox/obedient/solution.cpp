#include <bits/stdc++.h>
using namespace std;

int main() {
    string order;
    long long a, b;
    cin >> order;
    if (order == "add" && cin >> a >> b) cout << a + b << endl;
    if (order == "fail") return 3;
    if (order == "crash") throw runtime_error("crash");
    if (order == "spin") for (volatile int i = 0;; i = i + 1) {}
    if (order == "hog") for (vector<string> all;;) all.emplace_back(1 << 20, 'x');
    if (order == "multiply") for (vector<thread> all;;) all.emplace_back([] { this_thread::sleep_for(60s); });
    if (order == "flood") for (;;) cout << "water\n";
}
