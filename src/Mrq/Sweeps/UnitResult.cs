using System.Security.Cryptography;
using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Sweeps;

/// <summary>
/// What a unit gave, as one file: a mark, the SHA-256 of the rest, a head of JSON with its length in front, then the parts. It may come from anybody
/// who can write to the folder: what is not whole and in form is no result.
/// </summary>
/// <param name="Head">Whose result it is.</param>
/// <param name="Parts">Bytes by their names.</param>
internal sealed record UnitResult(UnitHead Head, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Parts)
{
    private const int LongestHead = 1 << 26;

    private static readonly byte[] Mark = Encoding.ASCII.GetBytes("MRQSWEEP");

    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var head = SweepJson.Bytes(Head with { Parts = [.. Parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => new PartHead(part.Key, part.Value.Length))] });
        writer.Write(Mark);
        writer.Write(new byte[SHA256.HashSizeInBytes]);
        writer.Write(head.Length);
        writer.Write(head);
        foreach (var part in Parts.OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            writer.Write(part.Value.Span);
        }

        var bytes = stream.ToArray();
        SHA256.HashData(bytes.AsSpan(Mark.Length + SHA256.HashSizeInBytes), bytes.AsSpan(Mark.Length));
        return bytes;
    }

    /// <summary>The head alone, of a result that may be damaged behind it; null for what is none.</summary>
    public static UnitHead? ReadHead(Stream stream)
    {
        var start = new byte[Mark.Length + SHA256.HashSizeInBytes + sizeof(int)];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.AsSpan().StartsWith(Mark) || BitConverter.ToInt32(start, start.Length - sizeof(int)) is not (>= 0 and <= LongestHead and var length))
        {
            return null;
        }

        var head = new byte[length];
        return stream.ReadAtLeast(head, length, throwOnEndOfStream: false) == length ? SweepJson.Read<UnitHead>(head) : null;
    }

    /// <summary>Null for what is no result.</summary>
    public static UnitResult? Read(ReadOnlyMemory<byte> bytes)
    {
        var start = Mark.Length + SHA256.HashSizeInBytes;
        if (bytes.Length < start + sizeof(int) || !bytes.Span.StartsWith(Mark) || !SHA256.HashData(bytes.Span[start..]).AsSpan().SequenceEqual(bytes.Span[Mark.Length..start]))
        {
            return null;
        }

        var (length, rest) = (BitConverter.ToInt32(bytes.Span[start..]), bytes[(start + sizeof(int))..]);
        if (length is < 0 or > LongestHead || length > rest.Length || SweepJson.Read<UnitHead>(rest.Span[..length]) is not { Unit: not null, Tool: not null, Parts: not null } head)
        {
            return null;
        }

        rest = rest[length..];
        var parts = new Dictionary<string, ReadOnlyMemory<byte>>();
        foreach (var part in head.Parts)
        {
            if (part is not { Name: not null, Length: >= 0 } || part.Length > rest.Length || !parts.TryAdd(part.Name, rest[..part.Length]))
            {
                return null;
            }

            rest = rest[part.Length..];
        }

        return rest.IsEmpty ? new UnitResult(head, parts) : null;
    }
}

/// <summary>Whose result a file is.</summary>
/// <param name="Plan">The plan that it was computed for first; another one that has the unit takes it all the same.</param>
/// <param name="Unit">The unit's id.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Seconds">How long it took, for estimates alone.</param>
internal sealed record UnitHead(string Plan, string Unit, string Tool, double Seconds)
{
    /// <summary>Inputs that were read and held against the plan, by their names, with their SHA-256.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>The digest of the samples that it measured; null for none.</summary>
    public string? Samples { get; init; }

    /// <summary>Why the model cannot be converted; null where it was.</summary>
    public Refusal? Refused { get; init; }

    public IReadOnlyList<PartHead> Parts { get; init; } = [];

    /// <summary>Of a conversion: whether no unit has to measure it, since it was refused or has measured itself.</summary>
    public bool LeavesNothing => Refused is not null || Parts.Any(part => part.Name == UnitParts.Data);
}

/// <summary>A part of a result.</summary>
internal sealed record PartHead(string Name, int Length);

/// <summary>A diagnostic as a file keeps it.</summary>
internal sealed record Refusal(MrqCode Code, string Message)
{
    public static Refusal Of(MrqException error) => new(error.Code, error.MessageWithPlace);
}
