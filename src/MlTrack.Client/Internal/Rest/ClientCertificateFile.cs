using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MlTrack.Internal.Rest;

/// <summary>The certificate that identifies a client, with its key: PEM as MLflow takes it, or PFX.</summary>
internal static class ClientCertificateFile
{
    /// <exception cref="MlTrackException">The file cannot be read, or is none of the two.</exception>
    internal static X509Certificate2Collection Load(X509Certificate2Collection given, string? path)
    {
        if (given.Count > 0 || path is null)
        {
            return [.. given];
        }

        try
        {
            return [LoadFile(path)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw RestFaults.BadSetting($"The client certificate '{path}' (MLFLOW_TRACKING_CLIENT_CERT_PATH) cannot be used: {error.Message}", error);
        }
    }

    private static X509Certificate2 LoadFile(string path)
    {
        var isPem = File.ReadAllText(path).IndexOf("-----BEGIN ", StringComparison.Ordinal) >= 0;
#if NET
        if (!isPem)
        {
            return X509CertificateLoader.LoadPkcs12FromFile(path, password: null);
        }

        var certificate = X509Certificate2.CreateFromPemFile(path);
        if (!OperatingSystem.IsWindows())
        {
            return certificate;
        }

        // Windows' TLS cannot use a key that lives in memory only.
        using (certificate)
        {
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
        }
#else
        return isPem
            ? throw RestFaults.BadSetting($"The client certificate '{path}' is a PEM file, whose key .NET Standard 2.0 cannot read: give a PFX file, or a certificate in RestStoreOptions.ClientCertificates.")
            : new X509Certificate2(path);
#endif
    }
}
