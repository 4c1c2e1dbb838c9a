namespace MlTrack.Tests.IO.Support;

/// <summary>Thrown by <see cref="FaultyFileSystem"/> once the process is "dead"; no part of the product knows it, so none can handle it.</summary>
internal sealed class StoppedException() : Exception("The process was stopped by the test.");
