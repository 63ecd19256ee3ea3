namespace Mrq.Accuracy;

/// <summary>A model with the data that it is calibrated and measured on, below the folder of test data.</summary>
internal sealed record Case(string Model, string Calibration, string Evaluation);

/// <summary>What is measured.</summary>
internal static class Cases
{
    public static readonly Case[] All =
    [
        new("mobilenet_v2_1.0_224_quant", "imagenet/calibration64_224.npz", "imagenet/eval400_224.npz"),
        new("mobilenet_v1_0.25_128_quant", "imagenet/calibration64_128.npz", "imagenet/eval400_128.npz"),
        new("tf2_mobilenet_v2_1.0_224_ptq", "imagenet/calibration64_224.npz", "imagenet/eval400_224.npz"),
        new("kws_ref_model", "keywords/calibration100.npz", "keywords/eval600.npz"),
    ];
}
