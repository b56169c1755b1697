#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>
#include <iostream>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
static void must(bool good, int line) { if (!good) { std::cout << "line " << line << '\n'; std::exit(1); } }
#define MUST(what) must((what), __LINE__)

int main() {
    std::string word;
    MUST(bool(std::cin >> word));
    if (word == "probe") return std::system("sh probe.sh") != 0;
    std::vector<std::thread> threads;
    std::atomic<int> sum = 0;
    for (int i = 0; i < 6; i++) threads.emplace_back([&sum, i] { thread_local int own = i; sum += own; });
    for (auto &one : threads) one.join();
    MUST(sum == 15 && std::async(std::launch::async, [] { return 7; }).get() == 7);
    std::mutex lock; std::condition_variable ready; bool done = false;
    std::thread other([&] { std::this_thread::sleep_for(std::chrono::milliseconds(2)); std::lock_guard hold(lock); done = true; ready.notify_all(); });
    { std::unique_lock hold(lock); MUST(ready.wait_for(hold, std::chrono::seconds(60), [&] { return done; })); }
    other.join();
    fs::create_directories("a/b/c");
    std::ofstream("a/b/f") << "text" << std::endl;
    MUST(fs::copy_file("a/b/f", "a/g") && fs::file_size("a/g") == 5);
    fs::copy("a", "z", fs::copy_options::recursive);
    fs::rename("a/g", "z/b/h"); fs::create_symlink("f", "a/b/l"); fs::create_hard_link("a/b/f", "k"); fs::resize_file("k", 100);
    fs::permissions("k", fs::perms::owner_read); fs::last_write_time("a/b/f", fs::file_time_type::clock::now());
    MUST(fs::space(".").capacity > 0 && fs::canonical("a/b/l").filename() == "f" && fs::temp_directory_path() == "/tmp");
    int found = 0;
    for (auto &entry : fs::recursive_directory_iterator("z")) found += entry.is_regular_file() + entry.is_directory();
    MUST(found == 5 && fs::remove_all("z") == 6);
    std::vector<char> large(64 << 20, 'x');
    MUST(large.back() == 'x' && std::random_device{}() != std::random_device{}());
    try { throw std::runtime_error("x"); } catch (const std::exception &error) { MUST(error.what() == std::string("x")); }
    MUST(std::thread::hardware_concurrency() > 0 && std::system("exit 3") == 3 << 8);
    FILE *said = popen("echo said", "r"); char line[20] = "";
    MUST(fgets(line, 20, said) && pclose(said) == 0 && std::string(line) == "said\n");
    pid_t child = fork(); if (child == 0) _exit(4);
    int status; MUST(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 4);
    std::cout << "works" << std::endl;
}
