using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>Files that people take for sidecars and that have no parameters: they are refused by what they are.</summary>
internal static class SettingsFiles
{
    private static readonly (string Key, string What)[] Objects =
    [
        ("feature_quantize_method", "settings of MNN's quantization tool, whose parameters are in the .mnn"),
        ("overall_quantize_config", "settings of Vitis AI's quantizer, which has no parameters in them"),
        ("overall_quantizer_config", "settings of Vitis AI's quantizer, which has no parameters in them"),
        ("supergroups", "settings of AIMET's simulation, whose parameters are in the .encodings that it exports"),
    ];

    private static readonly (string Start, string What)[] Lines =
    [
        ("    processors:", "a network's description for ai8x-synthesis, which has shifts of layers and no scales"),
        ("const unsigned char", "a model as C source; what is in it is read from the model's own file"),
        ("alignas(", "a model as C source; what is in it is read from the model's own file"),
    ];

    /// <summary>What a file is; null for one that nothing is known of.</summary>
    public static string? WhatIs(SidecarContent content) =>
        content.Json is { ValueKind: JsonValueKind.Object } root ? Objects.FirstOrDefault(known => root.TryGetProperty(known.Key, out _)).What
        : content.Lines is { } lines ? Lines.FirstOrDefault(known => lines.Any(line => line.StartsWith(known.Start, StringComparison.Ordinal))).What
        : null;
}
