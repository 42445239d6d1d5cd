using Fresnel.Inference.Manifests;
using Fresnel.Inference.Preprocessing;
using Fresnel.Inference.Tests.Support;
using Fresnel.Media.Frames;

namespace Fresnel.Inference.Tests.Preprocessing;

public sealed class TensorPreprocessorTests
{
    /// <summary>Single against double precision, in units of 0 to 255.</summary>
    private const double Tolerance = 0.001;

    public static TheoryData<int, int, int, int> Sizes() => new()
    {
        { 64, 48, 32, 24 },
        { 33, 27, 40, 56 },
        { 101, 35, 47, 29 },
        { 1, 1, 8, 8 },
        { 2, 3, 19, 8 },
        { 640, 480, 352, 352 },
        { 17, 300, 32, 32 },
        { 32, 32, 32, 32 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Write_EveryLayoutColourAndFit_EqualsThePlainComputation(int width, int height, int inputWidth, int inputHeight)
    {
        var frame = Pictures.Random(width, height, seed: (width * 1000) + height);
        var rgb = Reference.Rgb(frame);
        foreach (var layout in Enum.GetValues<TensorLayout>())
        {
            foreach (var colour in Enum.GetValues<ColourOrder>())
            {
                foreach (var resize in Enum.GetValues<ResizeMode>())
                {
                    Compare(frame, rgb, Input(inputWidth, inputHeight, layout, colour, resize));
                }
            }
        }
    }

    [Fact]
    public void Write_SecondFrameOfASize_AllocatesNothing()
    {
        var frame = Pictures.Random(127, 95, seed: 1);
        var preprocessor = new TensorPreprocessor(Input(64, 64, TensorLayout.Nchw, ColourOrder.Rgb, ResizeMode.Letterbox));
        var tensor = new float[preprocessor.Length];
        preprocessor.Write(frame, tensor);
        preprocessor.Write(frame, tensor);
        var before = GC.GetAllocatedBytesForCurrentThread();
        preprocessor.Write(frame, tensor);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Write_SizesInTurn_KeepNothingOfEachOther()
    {
        var preprocessor = new TensorPreprocessor(Input(40, 40, TensorLayout.Nhwc, ColourOrder.Bgr, ResizeMode.Letterbox));
        var frames = new[] { Pictures.Random(64, 20, 1), Pictures.Random(20, 64, 2), Pictures.Random(64, 20, 3) };
        var shared = new float[preprocessor.Length];
        foreach (var frame in frames)
        {
            preprocessor.Write(frame, shared);
            var fresh = new float[preprocessor.Length];
            new TensorPreprocessor(Input(40, 40, TensorLayout.Nhwc, ColourOrder.Bgr, ResizeMode.Letterbox)).Write(frame, fresh);
            Assert.Equal(fresh, shared);
        }
    }

    [Theory]
    [InlineData(1920, 1080, 640, 640, 0, 140, 640, 360)]
    [InlineData(480, 640, 640, 640, 80, 0, 480, 640)]
    [InlineData(500, 335, 353, 351, 0, 57, 353, 237)]
    public void Fit_Letterbox_KeepsTheAspectAndMapsBack(int width, int height, int inputWidth, int inputHeight, int left, int top, int fitWidth, int fitHeight)
    {
        var fit = PictureFit.Of(new I420Layout(width, height), inputWidth, inputHeight, ResizeMode.Letterbox);
        Assert.Equal((left, top, fitWidth, fitHeight), (fit.Left, fit.Top, fit.Width, fit.Height));
        var whole = fit.ToSource(left, top, left + fitWidth, top + fitHeight);
        Assert.Equal((0, 0), (whole.Left, whole.Top));
        Assert.Equal(width, whole.Width, 0.01);
        Assert.Equal(height, whole.Height, 0.01);
    }

    private static ModelInput Input(int width, int height, TensorLayout layout, ColourOrder colour, ResizeMode resize) =>
        new("x", layout, width, height, colour, resize, new ChannelValues(10, 20, 30), new ChannelValues(0.5f, 1, 2));

    private static void Compare(Frame frame, double[,,] rgb, ModelInput input)
    {
        int width = input.Width!.Value, height = input.Height!.Value;
        var tensor = new float[3 * width * height];
        Array.Fill(tensor, float.NaN);
        var fit = new TensorPreprocessor(input).Write(frame, tensor);
        var resized = Reference.Resize(rgb, fit.Width, fit.Height);
        double[] mean = [10, 20, 30], scale = [0.5, 1, 2];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    int y = row - fit.Top, x = column - fit.Left;
                    var inside = y >= 0 && y < fit.Height && x >= 0 && x < fit.Width;
                    var value = inside ? resized[y, x, input.Colour is ColourOrder.Rgb ? channel : 2 - channel] : 114;
                    var index = input.Layout is TensorLayout.Nchw ? (((channel * height) + row) * width) + column : (((row * width) + column) * 3) + channel;
                    Assert.True(Math.Abs(((value - mean[channel]) * scale[channel]) - tensor[index]) <= Tolerance * scale[channel], $"{input} at {row},{column},{channel}: {tensor[index]}, expected {(value - mean[channel]) * scale[channel]}");
                }
            }
        }
    }
}
