#if NET
using System.Runtime.InteropServices;
#endif

namespace MlTrack.Internal.Ending;

/// <content>Signals. .NET before 6 and .NET Framework know only Ctrl-C; there SIGTERM comes as the exit of the process.</content>
internal sealed partial class ProcessEndHooks
{
#if NET
    private readonly List<PosixSignalRegistration> _signals = [];
#endif

    private int _isHandling;

    private void HookSignals()
    {
#if NET
        if (OperatingSystem.IsBrowser() || OperatingSystem.IsAndroid() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS())
        {
            return;
        }

        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context => OnFirstSignal(context.Cancel)));
        }
#else
        Console.CancelKeyPress += OnCancelKeyPress;
#endif
    }

    private void UnhookSignals()
    {
#if NET
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
#else
        Console.CancelKeyPress -= OnCancelKeyPress;
#endif
    }

#if !NET
    private void OnCancelKeyPress(object? sender, ConsoleCancelEventArgs e) => OnFirstSignal(e.Cancel);
#endif

    // Handlers run from the latest registered to the first. One of the program's that ran before this one and goes on in spite of the signal has decided
    // already how runs end, and may have ended them. A second signal while the first is being handled means "at once".
    private void OnFirstSignal(bool isTakenByProgram)
    {
        if (isTakenByProgram || Interlocked.Exchange(ref _isHandling, 1) == 1)
        {
            return;
        }

        OnSignal();
        Volatile.Write(ref _isHandling, 0);
    }
}
