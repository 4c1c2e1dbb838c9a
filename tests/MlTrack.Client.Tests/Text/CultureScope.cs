using System.Globalization;

namespace MlTrack.Tests.Text;

/// <summary>Runs code under a culture of the thread, and puts the old one back.</summary>
internal static class CultureScope
{
    internal static void Run(string culture, Action action)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo(culture);
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
