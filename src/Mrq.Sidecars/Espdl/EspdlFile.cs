using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>Writes models of esp-dl.</summary>
public static class EspdlFile
{
    /// <summary>Chips as a file names them.</summary>
    public static IReadOnlyList<(string Name, EspdlChip Chip)> Chips { get; } = [("esp32s3", EspdlChip.S3), ("esp32p4", EspdlChip.P4), ("c", EspdlChip.C)];

    /// <summary>A network of symmetric int8 and scales that are powers of two.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotRepresent"/> with all that has no form.</exception>
    public static byte[] Write(QuantizedGraph graph, EspdlChip chip) => EspdlWriter.Write(EspdlLowering.Of(FixedPointEdges.Of(graph).Graph, chip));
}
