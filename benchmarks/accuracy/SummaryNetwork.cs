namespace Mrq.Accuracy;

/// <summary>A network of the summary.</summary>
/// <param name="Network">Where it is, and what it is measured on.</param>
/// <param name="Metric">What is measured: against labels where there are any, else against the source's own answers.</param>
internal sealed record SummaryNetwork(Network Network, string Metric)
{
    /// <summary>In front of the names of networks that are not among the test data: files of google-coral/test_data (movenet) and of STMicroelectronics/stm32ai-modelzoo (squeezenets trained on flowers).</summary>
    public const string Elsewhere = "elsewhere/";

    public static SummaryNetwork[] All { get; } =
    [
        new(new Network("models/mobilenet_v2_1.0_224_quant.tflite", "classification", NetworkData.Images) { LabelOffset = 0 }, "top1"),
        new(new Network("models/tf2_mobilenet_v2_1.0_224_ptq.tflite", "classification", NetworkData.Images) { LabelOffset = 0 }, "top1"),
        new(new Network("models/mobilenet_v1_0.25_128_quant.tflite", "classification", NetworkData.Images) { LabelOffset = 0 }, "top1"),
        new(new Network("models/pretrainedResnet_quant.tflite", "classification", NetworkData.Images), "agreement"),
        new(new Network("models/vww_96_int8.tflite", "person or none", NetworkData.Images), "agreement"),
        new(new Network("models/person_detect.tflite", "person or none", NetworkData.Images), "agreement"),
        new(new Network(Elsewhere + "squeezenet_v1.1_224_int8.tflite", "classification", NetworkData.Images, 200), "agreement"),
        new(new Network(Elsewhere + "squeezenet_v1.0_128_int8.tflite", "classification", NetworkData.Images, 200), "agreement"),
        new(new Network("models/deeplabv3_mnv2_dm05_pascal_quant.tflite", "segmentation", NetworkData.Images, 32), "agreement"),
        new(new Network(Elsewhere + "movenet_single_pose_lightning_ptq.tflite", "pose", NetworkData.Images, 200), "pck"),
        new(new Network("models/kws_ref_model.tflite", "keywords", NetworkData.Keywords, 600) { LabelOffset = 0 }, "top1"),
        new(new Network("models/micro_speech_quantized.tflite", "keywords", NetworkData.Noise), "agreement"),
        new(new Network("models/str_ww_ref_model.tflite", "wake word", NetworkData.Noise), "agreement"),
        new(new Network("models/ad01_int8.tflite", "anomalies (reconstruction)", NetworkData.Noise), "psnr"),
        new(new Network("models/hello_world_int8.tflite", "regression", NetworkData.Noise), "pearson"),
    ];
}
