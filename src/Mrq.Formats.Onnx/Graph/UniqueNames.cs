using System.Globalization;

namespace Mrq.Formats.Onnx;

/// <summary>Names that no other value or node of a file has.</summary>
internal static class UniqueNames
{
    /// <summary>Takes a name: the one that is wished for, or that with the least number behind it that nothing has.</summary>
    /// <param name="names">What is taken; the new name is added.</param>
    /// <param name="like">What is wished for.</param>
    /// <param name="mark">What stands before the number.</param>
    public static string Take(HashSet<string> names, string like, string mark = "_")
    {
        var name = like;
        for (var number = 1; !names.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{like}{mark}{number}");
        }

        return name;
    }
}
