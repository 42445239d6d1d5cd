using Fresnel.Inference.Engines;
using Fresnel.Inference.Sessions;

namespace Fresnel.Inference.Tests.Sessions;

public sealed class ModelSessionTests
{
    private static readonly ModelSessionOptions Options = new() { Threads = 1 };

    [Fact]
    public void Run_SteadyState_AllocatesNothingManaged()
    {
        using var models = new ModelFolder();
        using var session = ModelSession.Open(models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest), Options);
        long[][] shapes = [[1, 3, 32, 32], [4, 3, 32, 32], [2, 3, 32, 32]];
        foreach (var shape in shapes) session.Run(session.Bind(shape));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 20; round++)
        {
            foreach (var shape in shapes)
            {
                var binding = session.Bind(shape);
                binding.Input<float>().Fill(round);
                session.Run(binding);
                if (binding.Output<float>(0)[0] < 0) Assert.Fail("a sigmoid is not negative");
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3, session.BindingCount);
    }

    [Fact]
    public void Bind_MoreShapesThanAreKept_LetsTheOldestGoAndStillRuns()
    {
        using var models = new ModelFolder();
        using var session = ModelSession.Open(models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest), new ModelSessionOptions { Threads = 1, MaxBindings = 2 });
        for (var round = 0; round < 2; round++)
        {
            for (var batch = 1; batch <= 4; batch++)
            {
                var binding = session.Bind(batch, 3, 32, 32);
                session.Run(binding);
                Assert.Equal([batch, 6, 16], binding.OutputShape(0).ToArray());
                Assert.InRange(session.BindingCount, 1, 2);
            }
        }
    }

    [Fact]
    public void Bind_ShapeTheModelRefuses_NamesIt()
    {
        using var models = new ModelFolder();
        using var session = ModelSession.Open(models.Add("tiny", TinyModels.Yolo(dynamicBatch: false), TinyModels.YoloManifest, Single), Options);
        var fault = Assert.Throws<ModelException>(() => session.Bind(2, 3, 32, 32));
        Assert.StartsWith("Model tiny: input shape [2, 3, 32, 32] is refused: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_InterruptedBefore_FailsOnceAndRunsAgain()
    {
        using var models = new ModelFolder();
        using var session = ModelSession.Open(models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest), Options);
        var binding = session.Bind(1, 3, 32, 32);
        session.Interrupt();
        Assert.Equal(InferenceError.RunFailed, Assert.Throws<InferenceException>(() => session.Run(binding)).Error);
        session.Run(binding);
        session.Interrupt();
        session.Resume();
        session.Run(binding);
    }

    [Fact]
    public void Open_ProvidersThatAreNotThere_FallsBackAndSaysWhy()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        using var session = ModelSession.Open(manifest, new ModelSessionOptions { Threads = 1, Providers = [ExecutionProvider.Cpu, ExecutionProvider.Cuda] });
        Assert.Equal([new("CPU", true, "threads: 1"), new ProviderAttempt("CUDA", false, "not tried: one asked for before it is in use")], session.Providers);

        // Where the GPU package is installed this session may really run on a GPU: then exactly one says so.
        using var gpu = ModelSession.Open(manifest, new ModelSessionOptions { Threads = 1, Providers = [ExecutionProvider.TensorRt, ExecutionProvider.Cuda] });
        Assert.Equal("TensorRT", gpu.Providers[0].Provider);
        Assert.Single(gpu.Providers, attempt => attempt.InUse);
        Assert.All(gpu.Providers, attempt => Assert.NotEmpty(attempt.Detail));
        gpu.Run(gpu.Bind(1, 3, 32, 32));
    }

    [Fact]
    public void Open_WrongHash_IsRefusedBeforeLoading()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        File.AppendAllText(manifest.ModelPath, "x");
        var fault = Assert.Throws<ModelException>(() => ModelSession.Open(manifest, Options));
        Assert.Equal("model-hash", fault.Code);
        Assert.Contains($"expected {manifest.Sha256}", fault.Message, StringComparison.Ordinal);
        Assert.Contains(manifest.ModelPath, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFile_NamesIt()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest);
        File.Delete(manifest.ModelPath);
        var fault = Assert.Throws<ModelException>(() => ModelSession.Open(manifest, Options));
        Assert.Equal("model-file", fault.Code);
        Assert.Contains(manifest.ModelPath, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ExternalData_IsRefused() => Refused(
        TinyModels.Yolo(extra: builder => builder.External("stolen", [4], "../../../etc/passwd")),
        "tensor 'stolen' keeps its data outside the model file; allowed: models in one file");

    [Fact]
    public void Open_CustomOperator_IsRefused() => Refused(
        TinyModels.Yolo(extra: builder => builder.Node("evil.ops", "Shell", ["boxes"], "more")),
        "operator 'Shell' is of the custom domain 'evil.ops'; allowed domains: ai.onnx, ai.onnx.ml, com.microsoft");

    [Fact]
    public void Open_CustomOperatorInABranch_IsRefused() => Refused(
        TinyModels.Yolo(extra: builder => builder.If("c", "d", OnnxBuilder.NodeMessage("evil.ops", "Shell", [], "inner"))),
        "operator 'Shell' is of the custom domain 'evil.ops'");

    [Fact]
    public void Open_NotOnnx_IsRefused()
    {
        Refused("not a model at all"u8.ToArray(), "the file is not an ONNX model");
        Refused([], "the file is not an ONNX model: it holds no graph");
        var truncated = TinyModels.Yolo()[..^100];
        Refused(truncated, "the file is not an ONNX model: it ends in the middle of a field");
    }

    [Theory]
    [InlineData("picture", 32, "wrong inputs: found picture Float[?, 3, 32, 32]; expected one input images Float[?, 3, 32, 32].")]
    [InlineData("images", 40, "wrong input: found images Float[?, 3, 32, 40]; expected one input images Float[?, 3, 32, 32].")]
    public void Open_WrongInput_NamesModelInputFoundAndExpected(string input, long width, string expected)
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(input: input, width: width), TinyModels.YoloManifest);
        var fault = Assert.Throws<ModelException>(() => ModelSession.Open(manifest, Options));
        Assert.Equal("Model tiny: " + expected, fault.Message);
    }

    [Fact]
    public void Open_BatchesOfAModelThatTakesOne_IsRefused()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(dynamicBatch: false), TinyModels.YoloManifest);
        var fault = Assert.Throws<ModelException>(() => ModelSession.Open(manifest, Options));
        Assert.EndsWith("with an open first dimension, because batch is [1, 2, 4, 8].", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OutputsThatDoNotFitTheDecoder_NamesFoundAndExpected()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest, text => text.Replace("[cat, dog]", "[cat]", StringComparison.Ordinal));
        var fault = Assert.Throws<ModelException>(() => DetectorEngines.BuiltIn.Create(manifest, Options));
        Assert.Equal("Model tiny: wrong output: found boxes Float[?, 6, 16]; expected boxes Float[?, 5, ?] by decoder 'yolo' with 1 labels.", fault.Message);
    }

    [Fact]
    public void Create_UnknownDecoder_ListsTheKnownOnes()
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest, text => text.Replace("name: yolo", "name: magic", StringComparison.Ordinal));
        var fault = Assert.Throws<ModelException>(() => DetectorEngines.BuiltIn.Create(manifest, Options));
        Assert.Contains("decoder.name is 'magic'; allowed: fastestdet, ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("head: v8", "head: v3", "decoder.settings.head is 'v3'; allowed: v5, v8, v10, v11.")]
    [InlineData("head: v8", "head: v8\n    anchors: 3", "unknown key 'decoder.settings.anchors' (value '3'); known keys here: head.")]
    public void Create_DecoderSettingsThatAreNotKnown_AreRefused(string valid, string faulty, string expected)
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", TinyModels.Yolo(), TinyModels.YoloManifest, text => text.Replace(valid, faulty, StringComparison.Ordinal));
        Assert.EndsWith(expected, Assert.Throws<ModelException>(() => DetectorEngines.BuiltIn.Create(manifest, Options)).Message, StringComparison.Ordinal);
    }

    private static string Single(string manifest) => manifest.Replace("batch: [1, 2, 4, 8]", "batch: [1]", StringComparison.Ordinal);

    private static void Refused(byte[] model, string expected)
    {
        using var models = new ModelFolder();
        var manifest = models.Add("tiny", model, TinyModels.YoloManifest);
        var fault = Assert.Throws<ModelException>(() => ModelSession.Open(manifest, Options));
        Assert.Equal("model-graph", fault.Code);
        Assert.StartsWith("Model tiny: " + expected, fault.Message, StringComparison.Ordinal);
    }
}
