using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>The formats of sidecars that there are.</summary>
public static class SidecarFormats
{
    /// <summary>All; a new format is one entry here.</summary>
    public static IReadOnlyList<ISidecarFormat> All { get; } =
    [
        new EncodingsFormat(),
        new SnpeOverrides(),
        new CalibrationCache(),
        AmaxLines.SampleInt8Api,
        AmaxLines.PplCuda,
        new OnnxRuntimeTable(),
        AmaxLines.OnnxRuntime,
        new NvdlaCalibration(),
        new NcnnTable(),
        new QuantScheme(),
        new CaliTable(),
        new ModeTable(),
        new ClipRanges(),
        new StpuMinMax(),
        new AmctRecord(),
        new TengineScale(),
        new PpqJson(),
        new RknnConfiguration(),
        new AcuityQuantize(),
        new TidlParameters(),
        new CircleConfig(),
        new PulsarConfig(),
        new HailoScript(),
        new MinMaxInitializers(),
        new FakeQuantizeNodes(),
        new EspdlFormat(),
        new XirFormat(),
    ];

    /// <summary>Those that models are exported to.</summary>
    public static IEnumerable<IExportedSidecarFormat> Exported => All.OfType<IExportedSidecarFormat>();

    /// <summary>Those that are a network themselves, in a container of its toolchain's own.</summary>
    public static IEnumerable<ISidecarFormat> Networks => All.Where(format => format is EspdlFormat or XirFormat);

    /// <summary>The format of a name.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> when there is none.</exception>
    public static ISidecarFormat Named(string name) => All.FirstOrDefault(format => format.Name == name)
        ?? throw new MrqException(MrqCodes.BadOption, $"there is no sidecar format '{name}'; {NearestNames.IfMeant(name, All.Select(format => format.Name))}use one of {string.Join(", ", All.Select(format => format.Name))}.");

    /// <summary>Reads a file of whichever format its shape is; where several fit, its name decides.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> for a file of none, of several, or one that contradicts itself.</exception>
    public static Sidecar Read(SidecarContent content)
    {
        var fitting = All.Where(format => format.Recognizes(content)).ToList();
        if (fitting.Count > 1 && fitting.Where(format => content.FileName.EndsWith(format.Extension, StringComparison.OrdinalIgnoreCase)).ToList() is { Count: > 0 } named)
        {
            // ".json" ends ".snpe.json", too: the longest says most.
            fitting = [named.MaxBy(format => format.Extension.Length)!];
        }

        return fitting switch
        {
            [var format] => format.Read(content),
            [] when SettingsFiles.WhatIs(content) is { } what => throw SidecarErrors.Wrong($"the file is {what}."),
            [] => throw SidecarErrors.Wrong($"the file has the shape of no sidecar; these are read: {string.Join(", ", All.Select(format => format.Name))}."),
            _ => throw SidecarErrors.Wrong($"the file can be {string.Join(" or ", fitting.Select(format => format.Name))}; say which with --format."),
        };
    }

    /// <summary>Reads a file as one of a format.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> where it has another shape, or contradicts itself.</exception>
    public static Sidecar Read(SidecarContent content, ISidecarFormat format) =>
        format.Recognizes(content) ? format.Read(content) : throw SidecarErrors.Wrong($"the file has not the shape of {format.Name}.");
}
