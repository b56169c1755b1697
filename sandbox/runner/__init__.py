"""What runs inside the sandbox: standard library only, written to be read in one sitting.

Threat model. The program of a job is hostile: it may run any instruction, make any system call that the
filter lets through, and knows this source. It must not learn anything of the host or of other jobs, reach
any network, change what a later job sees, outlive its job, use more than its limits, or make us report what
it did not do. It is expected to be able to spoil its own results, which only ever costs itself: nothing in
here knows an expected value, and what comes out is compared by the trusted side.

    zygote       reads nothing; clones a jail for each connection, kills it
                 when the connection ends                                       (zygote.py)
    init         pid 1 of a jail: reads program and cases, forks, watches,
                 reports                                                        (jail_init.py, watching.py)
    program      the untrusted code, a child of init                            (forking.py, python_program.py,
                                                                                commands.py, tests_program.py)

A jail (jail.py) is a set of fresh user, pid, mount, network, ipc and uts namespaces with one unprivileged user,
empty file systems in memory for whatever can be written, no capability and a system-call filter (filter.py).
Everything a job leaves dies with its namespaces. Init shares the user of the program, so it is protected by
being pid 1 (signals from inside do not reach it), by not being dumpable, and by the filter. A kernel exploit
is outside this model.
"""
