using Microsoft.Win32.SafeHandles;

namespace MlTrack.Internal.IO;

/// <summary>Reading at offsets.</summary>
internal sealed class WindowsReadHandle(SafeFileHandle handle, string path) : WindowsHandle(handle, path), IReadHandle;
