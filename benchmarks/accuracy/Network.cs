namespace Mrq.Accuracy;

/// <summary>What a network's samples are.</summary>
internal enum NetworkData
{
    /// <summary>The evaluation images in the input's size.</summary>
    Images,

    /// <summary>The keyword features.</summary>
    Keywords,

    /// <summary>Numbers that are all alike likely within the input's range.</summary>
    Noise,
}

/// <summary>A network of the compact table.</summary>
/// <param name="File">Below the folder of test data.</param>
/// <param name="Task">What it is for.</param>
/// <param name="Data">What it is measured on.</param>
/// <param name="Samples">How many are measured.</param>
internal sealed record Network(string File, string Task, NetworkData Data, int Samples = 400)
{
    /// <summary>What the label of a class is added to; the labels count a background class that other numberings lack. Null where the classes are others.</summary>
    public int? LabelOffset { get; init; }

    /// <summary>Mean and deviation of each channel, where pixels are normalized by them; none where pixels are what the input's type says.</summary>
    public (float Mean, float Deviation)[] Normalization { get; init; } = [];

    public static Network[] All { get; } =
    [
        new("models/mobilenet_v2_1.0_224_quant.tflite", "classification", NetworkData.Images) { LabelOffset = 0 },
        new("models/mobilenet_v2_1.0_224_quant_tfhub.tflite", "classification", NetworkData.Images) { LabelOffset = 0 },
        new("models/mobilenet_v1_0.25_128_quant.tflite", "classification", NetworkData.Images) { LabelOffset = 0 },
        new("models/tf2_mobilenet_v2_1.0_224_ptq.tflite", "classification", NetworkData.Images) { LabelOffset = 0 },
        new("models/pretrainedResnet_quant.tflite", "classification (CIFAR-10)", NetworkData.Images),
        new("models/vww_96_int8.tflite", "person or none", NetworkData.Images),
        new("models/person_detect.tflite", "person or none", NetworkData.Images),
        new("models/deeplabv3_mnv2_dm05_pascal_quant.tflite", "segmentation", NetworkData.Images, 16),
        new("models/kws_ref_model.tflite", "keywords", NetworkData.Keywords, 600) { LabelOffset = 0 },
        new("models/keyword_scrambled_8bit.tflite", "keywords (SVDF)", NetworkData.Noise),
        new("models/micro_speech_quantized.tflite", "keywords", NetworkData.Noise),
        new("models/str_ww_ref_model.tflite", "wake word", NetworkData.Noise),
        new("models/ad01_int8.tflite", "anomalies", NetworkData.Noise),
        new("models/hello_world_int8.tflite", "sine", NetworkData.Noise),
        new("tflm_cases/micro_speech_lstm.tflite", "keywords (LSTM)", NetworkData.Noise),
        new("tflm_cases/hey_jarvis_v2.tflite", "wake word (streaming)", NetworkData.Noise),
        new("reports/float-image-input/float-image-io.tflite", "real images", NetworkData.Images),
        new("reports/float-island/float-island-log_softmax.tflite", "real numbers amid", NetworkData.Noise),
        new("reports/float-island/float-island-mean.tflite", "real numbers amid", NetworkData.Noise),
        new("reports/float-island/float-island-softmax.tflite", "real numbers amid", NetworkData.Noise),
        new("reports/float-island/detection-postprocess.tflite", "detection's end", NetworkData.Noise),
        new("reports/conv-weight-zero-point/conv-weight-zp.tflite", "one layer", NetworkData.Noise),
        new("reports/implicit-relu6/implicit-relu6-padded.tflite", "two layers", NetworkData.Noise),
        new("reports/int8-bias/conv-int8-bias.tflite", "one layer", NetworkData.Noise),
        new("reports/several-inputs/self-attention.tflite", "attention", NetworkData.Noise),
        new("reports/several-inputs/two-inputs.tflite", "sum of two inputs", NetworkData.Noise),
        new("reports/several-inputs/unused-input.tflite", "an unused input", NetworkData.Noise),
        new("reports/shared-weights/shared-head.tflite", "a shared head", NetworkData.Noise),
        new("reports/shared-weights/shared-weights.tflite", "shared weights", NetworkData.Noise),
        new("reports/sparse-weights/sparse-weights.tflite", "sparse weights", NetworkData.Noise),
        new("reports/token-input/int32-ids-gather.tflite", "tokens", NetworkData.Noise),
        new("reports/two-signatures/two-signatures.tflite", "two signatures", NetworkData.Noise),
        new("peers/mobilenet_v2_1.0_224_quant.qoperator.onnx", "classification", NetworkData.Images) { LabelOffset = 0 },
        new("peers/tf2_mobilenet_v2_1.0_224_ptq.qdq_u8.onnx", "classification", NetworkData.Images) { LabelOffset = 0 },
        new("peers/tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.onnx", "classification", NetworkData.Images) { LabelOffset = 0 },
        new("onnx_cases/models/mobilenetv2_torch112_qdq_u8.onnx", "classification", NetworkData.Images) { LabelOffset = -1, Normalization = [(0.485f, 0.229f), (0.456f, 0.224f), (0.406f, 0.225f)] },
    ];
}
