using System.Globalization;

namespace Mrq.Core.Diagnostics;

/// <summary>Where a diagnostic belongs; every part that is known is set.</summary>
/// <param name="File">The file as the user spelled it.</param>
/// <param name="ByteOffset">Offset in that file, in bytes from its start.</param>
/// <param name="Tensor">Name of the tensor.</param>
/// <param name="Operator">The operator, as "CONV_2D at 12".</param>
public sealed record MrqPlace(string? File = null, long? ByteOffset = null, string? Tensor = null, string? Operator = null)
{
    /// <summary>The place inside the file ("byte 12, CONV_2D at 3, tensor 'x'") fit to print, empty when only the file is known.</summary>
    public string WithinFile
    {
        get
        {
            var parts = new List<string>(3);
            if (ByteOffset is { } offset)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"byte {offset}"));
            }

            if (Operator is not null)
            {
                parts.Add(SafeText.Name(Operator));
            }

            if (Tensor is not null)
            {
                parts.Add($"tensor '{SafeText.Name(Tensor)}'");
            }

            return string.Join(", ", parts);
        }
    }
}
