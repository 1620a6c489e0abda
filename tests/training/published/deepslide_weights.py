"""Writes files as DeepSlide's are: state dictionaries of a Lightning module, of the network, and a whole checkpoint."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import torch

CHANNELS = 14


class Block(torch.nn.Module):
    def __init__(self, inputs, middles, outputs):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(inputs, middles, 3, 1, 1)
        self.conv2 = torch.nn.Conv2d(middles, outputs, 3, 1, 1)
        self.bn = torch.nn.BatchNorm2d(outputs)

    def forward(self, x):
        x = self.conv1(x).relu()
        x = self.bn(self.conv2(x)).relu()
        return torch.nn.functional.max_pool2d(x, 2, 2), x


class HandWritten(torch.nn.Module):
    """The study's U-Net, step by step."""

    def __init__(self):
        super().__init__()
        self.en1, self.en2, self.en3 = Block(CHANNELS, 64, 64), Block(64, 128, 128), Block(128, 256, 256)
        self.en4, self.en5 = Block(256, 512, 512), Block(512, 1024, 512)
        self.upsample4, self.de4 = torch.nn.ConvTranspose2d(512, 512, 2, stride=2), Block(1024, 512, 256)
        self.upsample3, self.de3 = torch.nn.ConvTranspose2d(256, 256, 2, stride=2), Block(512, 256, 128)
        self.upsample2, self.de2 = torch.nn.ConvTranspose2d(128, 128, 2, stride=2), Block(256, 128, 64)
        self.upsample1, self.de1 = torch.nn.ConvTranspose2d(64, 64, 2, stride=2), Block(128, 64, 64)
        self.conv_last = torch.nn.Conv2d(64, 1, kernel_size=1)

    def forward(self, x):
        x, e1 = self.en1(x)
        x, e2 = self.en2(x)
        x, e3 = self.en3(x)
        x, e4 = self.en4(x)
        x = self.upsample4(self.en5(x)[1])
        x = self.upsample3(self.de4(torch.cat([x, e4], dim=1))[1])
        x = self.upsample2(self.de3(torch.cat([x, e3], dim=1))[1])
        x = self.upsample1(self.de2(torch.cat([x, e2], dim=1))[1])
        return self.conv_last(self.de1(torch.cat([x, e1], dim=1))[1])


class Wrapped(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.model = network

    def forward(self, x):
        return self.model(x)


class BehindConvolution(torch.nn.Module):
    def __init__(self, network):
        super().__init__()
        self.conv = torch.nn.Conv2d(CHANNELS, 3, kernel_size=1)
        self.model = network

    def forward(self, x):
        return self.model(self.conv(x))


class Module(torch.nn.Module):
    """What of the study's Lightning module is in its state dictionary: the network, and a weight of the loss."""

    def __init__(self, model):
        super().__init__()
        self.model = model
        self.wce = torch.nn.BCELoss(weight=torch.tensor([5.0]))

    def forward(self, x):
        return self.model(x)


def write(folder: Path, smp: ModuleType) -> None:
    """Write networks with random weights and, in ``expected``, what they answer to the probe."""
    folder.mkdir(parents=True)
    torch.manual_seed(3)
    (folder / "expected").mkdir()
    unet = {"encoder_weights": None, "classes": 1}
    networks = {
        "plain-unet": Module(HandWritten()),
        "mit-b1": Module(BehindConvolution(smp.Unet("mit_b1", in_channels=3, **unet))),
        "mobilenetv2": Module(Wrapped(smp.Unet("mobilenet_v2", in_channels=CHANNELS, **unet))),
        "efficientnet-b0": smp.Unet("efficientnet-b0", in_channels=CHANNELS, **unet),
    }
    probe = torch.randn(1, CHANNELS, 64, 64)
    torch.save(probe, folder / "expected" / "probe")
    for name, network in networks.items():
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.mul_(1.0 + 0.1 * torch.rand(()))
            for buffer_name, buffer in network.named_buffers():
                if buffer_name.endswith("running_var"):
                    buffer.uniform_(0.8, 1.2)
            torch.save(network.eval()(probe), folder / "expected" / name)
    torch.save(networks["plain-unet"].state_dict(), folder / "unet.pth")
    torch.save(networks["mit-b1"].state_dict(), folder / "mitb1.pth")
    hyper_parameters = {"config": {"lr": 0.001}, "net": networks["mobilenetv2"].model}
    checkpoint = {"state_dict": networks["mobilenetv2"].state_dict(), "hyper_parameters": hyper_parameters}
    torch.save(checkpoint, folder / "landslide_last.ckpt")
    torch.save(networks["efficientnet-b0"].state_dict(), folder / "effucientnetb0.pth")
    torch.save({"model.segformer.encoder.weight": torch.ones(3)}, folder / "segformer.pth")
