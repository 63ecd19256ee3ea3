namespace Mrq.Tool.Help;

/// <summary>What help shows of each command. A test runs every line, in a folder with files of these names.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, string[]> Lines = new()
    {
        ["mrq"] = ["mrq inspect digits.tflite", "mrq convert digits.tflite -s int8-symmetric -c calibration.npz -e eval.npz"],
        ["inspect"] = ["mrq inspect digits.tflite", "mrq inspect digits.tflite --json"],
        ["view"] = ["mrq view digits.tflite", "mrq view digits.tflite --output digits-graph.html"],
        ["schemes"] = ["mrq schemes", "mrq schemes int8-symmetric-pow2"],
        ["targets"] = ["mrq targets", "mrq targets esp", "mrq targets cmsis-nn"],
        ["operators"] = ["mrq operators"],
        ["convert"] =
        [
            "mrq convert digits.tflite --scheme int8-symmetric",
            "mrq convert digits.tflite -s tflite-int8 -c calibration.npz -e eval.npz --max-accuracy-drop 1 -o small.tflite --report small.json --html small.html",
            "mrq convert digits.tflite -s int8-symmetric-pow2 --c-array digits.c",
            "mrq convert digits.tflite -s esp32-c rknn1-dfp8 --output-format onnx --report {scheme}.json",
        ],
        ["run"] = ["mrq run digits.tflite -i eval.npz -o scores.npy", "mrq run digits.tflite -i input.bin -o output.bin --dump tensors"],
        ["evaluate"] = ["mrq evaluate digits.tflite -d eval.npz", "mrq evaluate digits.tflite -d eval.npz --against digits.tflite --min-agreement 95"],
        ["index"] = ["mrq index small.json --output index.html"],
        ["sweep"] = ["mrq sweep plan sweep.json", "mrq sweep submit --plan plan.json --slurm", "mrq sweep run --plan plan.json --local 2", "mrq sweep status --plan plan.json", "mrq sweep merge --plan plan.json -o models"],
        ["sweep plan"] = ["mrq sweep plan sweep.json", "mrq sweep plan sweep.json --unit-share 0.1 -o fine.json"],
        ["sweep run"] = ["mrq sweep run --plan plan.json --local 2", "mrq sweep run --plan plan.json --stage evaluate --unit 0 --tasks 4"],
        ["sweep merge"] = ["mrq sweep merge --plan plan.json -o models"],
        ["sweep status"] = ["mrq sweep status --plan plan.json --json"],
        ["sweep submit"] = ["mrq sweep submit --plan plan.json --slurm", "mrq sweep submit --plan plan.json --kubernetes --image registry.example/mrq:1 --claim sweeps"],
        ["diff"] = ["mrq diff digits.tflite small.tflite", "mrq diff digits.tflite small.tflite --data eval.npz --diverges-under 30 --json"],
        ["analyze"] = ["mrq analyze digits.tflite --scheme int8-symmetric-pow2", "mrq analyze digits.tflite -s int8-symmetric -c calibration.npz -e eval.npz --top 5"],
        ["bench"] = ["mrq bench digits.tflite --seconds 0.1", "mrq bench digits.tflite --threads 2 --batch 4 --seconds 0.1"],
        ["export"] = ["mrq export digits.tflite --format aimet-encodings -o digits.encodings", "mrq export digits.tflite --format aimet-encodings --encodings-version 2.0.0 -o digits.2.encodings"],
        ["import"] = ["mrq import digits.encodings", "mrq import digits.encodings --json", "mrq import digits.float.onnx --sidecar digits.encodings -o digits.int8.tflite"],
        ["init"] = ["mrq init digits.tflite --scheme int8-symmetric", "mrq init digits.tflite -s tflite-int8 -c calibration.npz -e eval.npz --max-accuracy-drop 1"],
        ["completion"] = ["mrq completion bash"],
    };

    /// <summary>Examples of a command, by its name.</summary>
    public static IReadOnlyList<string> Of(string command) => Lines.GetValueOrDefault(command, []);
}
